"""The annual report. Each level-1 heading begins a page."""

from samples.blocks import Article, Heading, Paragraph, Points, Table

FIGURES = (
    ("29,199", "visitors in 2024"),
    ("9,870", "volunteer hours"),
    ("1,284", "memberships"),
    ("412", "kittiwake nests"),
)

WELCOME = (
    Heading(level=2, text="A word from the chair"),
    Paragraph(
        text="The Gannerwick Light and Tide Station Trust keeps a working lighthouse, an "
        "unbroken habit of measuring the sea, and an open door. In 2024 we did all three better "
        "than before: a new lamp was lit in March, the tide ledgers began to be scanned, and "
        "more people crossed the causeway than in any year since we opened."
    ),
    Paragraph(
        text="None of it would have happened without 64 volunteers, who between them gave 9,870 "
        "hours. This report says what they did with those hours, what it cost, and what comes "
        "next. The annual general meeting is on 17 May 2025 at 14:00 in Sallow Haven Village "
        "Hall, and every member may vote."
    ),
    Paragraph(text="Ottoline Marsh, chair of the trustees"),
)

LIGHTHOUSE = (
    Heading(level=1, text="The lighthouse"),
    Paragraph(
        text="Gannerwick lighthouse stands on a tidal headland 1.3 kilometres from the village "
        "of Sallow Haven. The tower was designed by the engineer Josiah Verrall, built of "
        "granite between 1861 and 1864, and first lit on 9 November 1864. It has been painted in "
        "bands of red and white since 1902. Gannerwick lighthouse is 38 metres tall, and 187 "
        "steps lead from the door to the gallery."
    ),
    Heading(level=2, text="How the station came to the Trust"),
    Paragraph(
        text="The last resident keeper, Abel Norrington, left in 1984, when the light was made "
        "automatic. The Trust was founded on 6 May 1987 by 14 residents of Sallow Haven, who "
        "feared that the tower would be sold as a holiday home. The Trust bought the station "
        "from the Skail Harbour Board on 3 October 1988 for £42,000. Visitors were first "
        "admitted in the spring of 1990."
    ),
    Heading(level=2, text="The new lamp"),
    Paragraph(
        text="The light shows two white flashes every 15 seconds, as it always has. What changed "
        "in 2024 is the lamp behind the flashes. An LED lamp of 90 watts was lit for the first "
        "time on 14 March 2024. It replaced the 1,000-watt filament lamp that had served since "
        "1971, and it uses 91 per cent less electricity."
    ),
    Paragraph(
        text="The new lamp can be seen for 18 nautical miles, four fewer than the old one. The "
        "Skail Harbour Board agreed to the shorter range in October 2023, because ships no "
        "longer steer by the light alone. The lamp project cost £87,600, of which £70,000 came "
        "from the Coastal Beacons Fund."
    ),
    Heading(level=2, text="The lens and the fog signal"),
    Paragraph(
        text="The great lens was made in 1863 and weighs 1.9 tonnes. Until 2006 the lens floated "
        "in a bath of mercury; the mercury was drained on 17 June 2006, and the lens now turns "
        "on a ring of ball bearings. It was cleaned in February 2024, prism by prism, by four "
        "people in eleven days."
    ),
    Paragraph(
        text="The fog signal is a diaphone of 1911, driven by compressed air. It no longer warns "
        "ships, but it is still sounded for visitors on the first Sunday of each month from "
        "April to October. The larger of its two air receivers failed its pressure test in "
        "August 2024, so the signal was silent in September and October."
    ),
)

TIDES = (
    Heading(level=1, text="The tide station"),
    Paragraph(
        text="The tide station at Gannerwick began recording on 1 January 1889. All heights in "
        "this report are in metres above Station Datum, a brass bolt set into the north wall of "
        "the stilling well in 1888. Dr Samira Holt has been in charge of the tide record since "
        "2016."
    ),
    Heading(level=2, text="Three gauges"),
    Paragraph(
        text="Three gauges measure the sea side by side, so that one can be checked against "
        "another. In 2024 the record was 99.6 per cent complete. The missing hours fell on 6 and "
        "7 August, when a power supply failed."
    ),
    Table(
        caption="The three tide gauges at Gannerwick",
        header=("Gauge", "In use since", "Reads every", "Accuracy", "What it is for"),
        rows=(
            ("Float gauge", "1889", "15 minutes", "± 20 mm", "Keeps the long record comparable"),
            ("Radar gauge", "2019", "1 minute", "± 5 mm", "The official reading"),
            ("Pressure gauge", "2022", "1 second", "± 10 mm", "Waves and surges"),
        ),
        widths=(20, 16, 16, 14, 34),
    ),
    Heading(level=2, text="The year’s extremes"),
    Paragraph(
        text="The highest tide of 2024 was 5.87 metres, on 20 September, when an equinoctial "
        "spring tide met a northerly gale. The lowest tide of 2024 was 0.14 metres, on 11 March. "
        "The highest tide ever measured at Gannerwick is 6.31 metres, on 12 February 1938. That "
        "storm flooded the gauge house and stopped the float gauge for eleven days, which is "
        "still the longest gap in the record."
    ),
    Heading(level=2, text="A rising sea"),
    Paragraph(
        text="Mean sea level at Gannerwick has risen by 1.8 millimetres a year on average since "
        "1889. Since 1993 it has risen by 3.4 millimetres a year. The mean spring range is 4.6 "
        "metres, and the mean neap range is 2.1 metres; neither has changed measurably."
    ),
    Heading(level=2, text="The ledgers"),
    Paragraph(
        text="The tides from 1889 to 1925 exist only on paper, in 37 ledgers. By the end of 2024, "
        "21 ledgers had been scanned and 9 had been typed up by volunteers. The oldest ledger is "
        "in the hand of Edith Carrow, who read the gauge for 31 years and never once missed the "
        "morning high water."
    ),
)

VISITORS = (
    Heading(level=1, text="Visitors and wildlife"),
    Paragraph(
        text="In 2024 the station welcomed 29,199 visitors, 8.3 per cent more than the 26,953 of "
        "2023. August was the busiest month, with 5,894 visitors. April was the only month to "
        "fall, because Easter came in March and ten days were lost to gales. The station is "
        "closed every January for maintenance."
    ),
    Table(
        caption="Visitors by month, 2023 and 2024",
        header=("Season", "Month", "2023", "2024"),
        rows=(
            ("Winter", "January", "closed", "closed"),
            ("", "February", "402", "468"),
            ("Spring", "March", "1,306", "1,412"),
            ("", "April", "2,874", "2,685"),
            ("", "May", "2,951", "3,208"),
            ("Summer", "June", "3,390", "3,742"),
            ("", "July", "4,602", "5,116"),
            ("", "August", "5,431", "5,894"),
            ("Autumn", "September", "2,768", "3,057"),
            ("", "October", "1,984", "2,231"),
            ("", "November", "790", "874"),
            ("Early winter", "December", "455", "512"),
            ("Total", "", "26,953", "29,199"),
        ),
        widths=(30, 30, 20, 20),
    ),
    Heading(level=2, text="Schools"),
    Paragraph(
        text="In 2024, 46 school classes came to the station, and 1,104 children read a tide "
        "gauge for the first time. School visits are free of charge; the District Council’s "
        "education grant pays for them."
    ),
    Heading(level=2, text="Kittiwakes"),
    Paragraph(
        text="The kittiwake colony on the North Shelf had 412 nests in 2024, up from 389 in 2023. "
        "The count is made from the gallery on the second Saturday of June. Keeping dogs off the "
        "North Shelf during the nesting season, a rule new in 2022, appears to have helped."
    ),
)

MONEY = (
    Heading(level=1, text="Money"),
    Paragraph(
        text="The Trust’s income in 2024 was £483,000 and its spending was £465,700, which left "
        "a surplus of £17,300. The year before ended with a deficit of £8,600. The accounts were "
        "prepared by the treasurer, Leonie Vasko, and examined by Pell and Ruddock of Marrowby."
    ),
    Table(
        caption="Income and spending, in pounds",
        header=("", "", "2023", "2024"),
        rows=(
            ("Income", "Admissions", "151,900", "168,400"),
            ("", "Memberships", "57,480", "61,250"),
            ("", "Shop and tearoom", "86,310", "94,730"),
            ("", "Grants", "45,000", "120,000"),
            ("", "Donations and legacies", "29,110", "38,620"),
            ("Total income", "", "369,800", "483,000"),
            ("Spending", "Salaries", "203,750", "214,300"),
            ("", "Conservation and repairs", "74,600", "143,900"),
            ("", "Tide station", "33,980", "36,450"),
            ("", "Shop and tearoom stock", "38,640", "41,200"),
            ("", "Insurance and utilities", "27,430", "29,850"),
            ("Total spending", "", "378,400", "465,700"),
        ),
        widths=(22, 42, 18, 18),
    ),
    Heading(level=2, text="Where the grants came from"),
    Paragraph(
        text="Two grants were received in 2024. The Coastal Beacons Fund gave £70,000 towards the "
        "new lamp, and Skail District Council gave £50,000 for education and for the shelter at "
        "the landward end of the causeway."
    ),
    Heading(level=2, text="Reserves"),
    Paragraph(
        text="At the end of 2024 the Trust’s free reserves were £156,200. The trustees aim to "
        "hold at least four months of spending, which is about £155,000, so the target was met "
        "for the first time since 2019."
    ),
    Heading(level=2, text="Memberships"),
    Paragraph(
        text="There were 1,284 memberships at the end of 2024, against 1,197 a year earlier. In "
        "2024 an individual membership cost £28 and a family membership cost £52. The trustees "
        "have agreed to raise both prices from 1 April 2025."
    ),
)

PEOPLE = (
    Heading(level=1, text="People, safety and plans"),
    Paragraph(
        text="The Trust employs seven people, the equivalent of 5.6 full-time posts. Idris "
        "Calloway is the director, Wren Tolland is the head keeper, and Bram Okafor is the "
        "safety officer. Tamsin Reyes coordinates the volunteers, of whom there were 64 at the "
        "end of 2024 and 58 a year before."
    ),
    Heading(level=2, text="A safer causeway"),
    Paragraph(
        text="Three parties were stranded by the tide on the causeway in 2024, compared with "
        "seven in 2023. Nobody was hurt. All three were found in the refuge box and waited there "
        "until the water fell. The trustees put the improvement down to the warning siren, which "
        "has sounded before each closing since 1 May 2023."
    ),
    Paragraph(
        text="There were five accidents in the accident book in 2024, none of them serious: three "
        "slips on the tower stair, one scald in the tearoom and one bite, by a goose."
    ),
    Heading(level=2, text="Plans for 2025"),
    Points(
        items=(
            "The tower will be repainted from 2 June to 18 July 2025, and the gallery will be "
            "closed to visitors on those dates.",
            "The Gauge Room, a classroom for 30 children in the old coal store, will open on "
            "30 August 2025.",
            "The remaining 16 tide ledgers will be scanned by December 2025.",
            "A replacement air receiver for the fog signal has been ordered and will be fitted "
            "in March 2025.",
        )
    ),
    Heading(level=2, text="Plans that we put off"),
    Paragraph(
        text="A plan to bring visitors by boat at high water was put off until 2027, because the "
        "landing stage would need £230,000 of repairs. A plan to let the Keepers’ Cottage all "
        "year was dropped, as the cottage is needed for tide researchers from November to March."
    ),
    Heading(level=2, text="Thank you"),
    Paragraph(
        text="In November 2024 the Trust’s silver oil can, given each year for long service, "
        "went to Harriet Loam. She has polished the brass of the lamp room every Thursday for 22 "
        "years, and says that she has nearly finished."
    ),
)

REPORT = Article(
    title="Annual Report 2024",
    subtitle="The Gannerwick Light and Tide Station Trust",
    author="The Gannerwick Light and Tide Station Trust",
    blocks=(*WELCOME, *LIGHTHOUSE, *TIDES, *VISITORS, *MONEY, *PEOPLE),
)
