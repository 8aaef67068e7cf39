"""The visitor guide."""

from samples.blocks import Article, Heading, Paragraph, Points, Table

ARRIVING = (
    Heading(level=1, text="Opening hours"),
    Paragraph(
        text="From April to September, Gannerwick lighthouse is open from 10:00 to 17:30. From "
        "October to March it is open from 10:00 to 15:30. The station is closed on Mondays, "
        "except public holidays, and all January. The last climb of the tower starts 45 minutes "
        "before closing."
    ),
    Paragraph(
        text="The tide decides on some days. When the causeway is covered at 10:00, the station "
        "opens as soon as the causeway does."
    ),
    Heading(level=1, text="Crossing the causeway"),
    Paragraph(
        text="The causeway, which everyone here calls the Wade, is 1.3 kilometres long and takes "
        "20 to 25 minutes on foot. The causeway is safe from 2½ hours after high water until "
        "2½ hours before the next high water. Outside those hours the sea covers it to a depth "
        "of up to three metres."
    ),
    Points(
        numbered=True,
        items=(
            "Read the closing time on the board at Wade End before you set out.",
            "Keep between the white posts. The sand on the south side is soft.",
            "A siren sounds 30 minutes before the causeway closes. If you hear it and have not "
            "passed post 17, turn back.",
            "If the water reaches you, climb into the refuge box at post 17 and lift the "
            "telephone. Do not try to wade.",
        ),
    ),
    Heading(level=2, text="By car and by bus"),
    Paragraph(
        text="Visitors’ cars may not cross the causeway. The car park at Wade End has 80 spaces "
        "and costs £5 a day; members park free. Bus 31 runs from Marrowby station to Wade End "
        "every 40 minutes."
    ),
)

TICKETS = (
    Heading(level=1, text="Tickets and membership"),
    Paragraph(
        text="A ticket covers the tower, the tide station and the grounds for one day. An adult "
        "ticket costs £9.50 and a family ticket costs £24. A family is two adults and up to "
        "three children. Tickets bought online by midnight of the day before cost £1 less."
    ),
    Table(
        caption="Ticket prices in 2025",
        header=("Ticket", "Price"),
        rows=(
            ("Adult", "£9.50"),
            ("Concession (students, over 65)", "£7.50"),
            ("Child, 5 to 15", "£4.50"),
            ("Child under 5", "free"),
            ("Family", "£24.00"),
            ("Grounds only, any age", "£4.00"),
        ),
        widths=(70, 30),
    ),
    Heading(level=2, text="Membership from 1 April 2025"),
    Paragraph(
        text="From 1 April 2025 an individual membership costs £30 a year and a family membership "
        "costs £56 a year. Members come in free, park free at Wade End and have 10 per cent off "
        "in the shop. A life membership costs £680."
    ),
)

INSIDE = (
    Heading(level=1, text="Climbing the tower"),
    Paragraph(
        text="There are 187 steps and no lift. Children must be at least 1.1 metres tall to climb "
        "the tower, and nobody may be carried. At most 12 visitors may be on the gallery at once."
    ),
    Paragraph(
        text="The gallery is closed to visitors when the mean wind reaches force 6. On those days "
        "the climb ends in the lamp room, behind glass, and the ticket price is the same."
    ),
    Heading(level=1, text="How to read the tide board"),
    Paragraph(
        text="The tide board stands beside the stilling well. It is a painted staff, marked in "
        "metres above Station Datum, and it shows what the gauges inside are measuring."
    ),
    Points(
        numbered=True,
        items=(
            "Find the last whole number above the water. Each large red figure is one metre.",
            "Count the black blocks between that figure and the water. Each block is 10 "
            "centimetres.",
            "If there are waves, watch ten crests and ten troughs, and take the middle.",
            "Compare your reading with the radar gauge’s, on the screen to the left. Within 10 "
            "centimetres is good for a first try.",
        ),
    ),
)

WILDLIFE = (
    Heading(level=1, text="Field guide: six birds to look for"),
    Points(
        items=(
            "Kittiwake: grey back, black legs, wing tips as if dipped in ink. Kittiwakes nest "
            "on the North Shelf from March to July.",
            "Gannet: white, with a yellow head. Gannets dive from 30 metres; best seen from the "
            "gallery in May.",
            "Purple sandpiper: small, dark and tame. Look on the rocks below the fog signal from "
            "November to March.",
            "Turnstone: tortoiseshell back, orange legs. Turnstones turn over weed along the "
            "Wade at low water all year.",
            "Eider: the drake is black and white with a green nape. Eiders rest in the lee of "
            "the landing stage in winter.",
            "Greylag goose: one pair, called Mr and Mrs Verrall, lives in the kitchen garden. "
            "Mrs Verrall bites.",
        )
    ),
    Heading(level=2, text="Dogs"),
    Paragraph(
        text="Dogs are welcome in the grounds on a lead, but not in the tower or the tearoom. Dogs "
        "may not go onto the North Shelf from 1 March to 31 July, while kittiwakes nest."
    ),
)

QUESTIONS = (
    Heading(level=1, text="Questions that visitors ask"),
    Heading(level=2, text="Can I visit in a wheelchair?"),
    Paragraph(
        text="The museum, the tide station and the tearoom are free of steps; the tower is not. "
        "Two all-terrain wheelchairs can be borrowed free of charge with 24 hours’ notice. A "
        "vehicle carries wheelchair users over the causeway at opening time, and a seat in it "
        "must be booked by 16:00 on the day before."
    ),
    Heading(level=2, text="When does the fog signal sound?"),
    Paragraph(
        text="The fog signal sounds at 12:00 on the first Sunday of each month from April to "
        "October. It gives three blasts of four seconds each. Babies and dogs dislike it, and "
        "the shop lends ear defenders."
    ),
    Heading(level=2, text="Can we eat there?"),
    Paragraph(
        text="The tearoom is called the Oil Store and is in the building where lamp oil was kept. "
        "It takes last orders 30 minutes before closing. The plum and oat slice is baked to the "
        "recipe of the last keeper’s mother."
    ),
    Heading(level=2, text="Can we stay the night?"),
    Paragraph(
        text="The Keepers’ Cottage sleeps four and costs £165 a night from April to October. The "
        "shortest stay is two nights, or three nights in August. From November to March the "
        "cottage is kept for tide researchers."
    ),
    Heading(level=2, text="May I fly a drone?"),
    Paragraph(
        text="Drones may not be flown anywhere on the headland, because they make the kittiwakes "
        "leave their eggs. Kites may be flown from August to February."
    ),
)

GUIDE = Article(
    title="Visitor Guide to Gannerwick Lighthouse",
    subtitle="Opening hours, the causeway, tickets, birds and answers, for 2025.",
    author="The Gannerwick Light and Tide Station Trust",
    blocks=(*ARRIVING, *TICKETS, *INSIDE, *WILDLIFE, *QUESTIONS),
)
