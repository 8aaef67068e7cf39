"""The staff and volunteer policy."""

from samples.blocks import Article, Heading, Paragraph, Points, Table

SCOPE = (
    Heading(level=1, text="Who this policy is for"),
    Paragraph(
        text="This policy is for everyone who works at Gannerwick lighthouse and tide station, "
        "paid or unpaid. It is version 7, it was approved by the trustees on 21 January 2025, "
        "and it applies from 1 February 2025. Where staff and volunteers are treated "
        "differently, the text says so."
    ),
    Paragraph(
        text="Questions about leave and pay go to the director, Idris Calloway. Questions about "
        "expenses go to the treasurer, Leonie Vasko. Questions about safety go to the safety "
        "officer, Bram Okafor, at any hour."
    ),
)

LEAVE = (
    Heading(level=1, text="Leave"),
    Heading(level=2, text="Annual leave"),
    Paragraph(
        text="Full-time staff have 27 days of paid annual leave a year, besides public holidays. "
        "Part-time staff have the same in proportion to their hours. The leave year runs from "
        "1 April to 31 March."
    ),
    Paragraph(
        text="Up to 5 days of annual leave may be carried over into the next leave year, and "
        "they must be taken by 30 June. Leave of a week or longer must be requested at least "
        "4 weeks ahead. Shorter leave must be requested at least 5 working days ahead. In July "
        "and August no more than two keepers may be on leave at once."
    ),
    Heading(level=2, text="Sick leave"),
    Paragraph(
        text="Staff who are ill must telephone the duty keeper by 08:00 on the first day. No "
        "doctor’s note is needed for the first 7 days. Sick pay is full pay for 8 weeks and half "
        "pay for the following 8 weeks."
    ),
    Heading(level=2, text="Family and compassionate leave"),
    Paragraph(
        text="Parental leave is 20 weeks at full pay for either parent, whether by birth or by "
        "adoption. Compassionate leave is 5 days at full pay after the death or serious illness "
        "of someone close; the member of staff decides who is close."
    ),
    Heading(level=2, text="Volunteers"),
    Paragraph(
        text="Volunteers do not need to ask for leave. A volunteer who cannot come to a shift "
        "should tell Tamsin Reyes at least 48 hours ahead, so that the station can be opened "
        "safely without them."
    ),
)

EXPENSES = (
    Heading(level=1, text="Expenses"),
    Paragraph(
        text="Claims must reach the treasurer within 60 days of the expense, with receipts. "
        "Claims that are approved by the end of a month are paid on the 15th of the next month. "
        "Any single expense above £250 needs the director’s written approval in advance."
    ),
    Table(
        caption="Limits for expenses from 1 February 2025",
        header=("Who", "Expense", "Limit", "Receipt"),
        rows=(
            ("Staff", "Car", "45p a mile", "No"),
            ("Staff", "Bicycle", "20p a mile", "No"),
            ("Staff", "Lunch while travelling", "£12", "Yes"),
            ("Staff", "Dinner while travelling", "£28", "Yes"),
            ("Staff", "Hotel", "£110 a night", "Yes"),
            ("Volunteers", "Car", "40p a mile, up to 60 miles a day", "No"),
            ("Volunteers", "Bus or train", "The standard fare", "Yes"),
            ("Volunteers", "Lunch on a shift of over 5 hours", "A tearoom voucher of £8.50", "No"),
        ),
        widths=(16, 34, 36, 14),
    ),
    Paragraph(
        text="Staff who use their own car may claim 45p a mile. Volunteers who use their own car "
        "may claim 40p a mile, up to 60 miles a day. Fines, alcohol and first-class travel are "
        "never paid."
    ),
)

HOURS = (
    Heading(level=1, text="Hours and the night watch"),
    Paragraph(
        text="A full-time week is 36 hours. The night watch runs from 21:00 to 07:00 and is kept "
        "by one keeper, who may sleep in the watch room between the hourly checks in calm "
        "weather. The night watch is paid at one and a third times the ordinary rate. Everyone "
        "has at least 11 hours of rest between two duties."
    ),
    Paragraph(
        text="The night watch is kept only when the fog or gale warning for sea area Skail is in "
        "force, or when scaffolding stands against the tower."
    ),
)

SAFETY = (
    Heading(level=1, text="Safety"),
    Heading(level=2, text="Wind"),
    Paragraph(
        text="Work outside on the gallery stops when the mean wind reaches force 7, and a harness "
        "is worn there at all times. The station’s boat is not launched when the mean wind is "
        "force 5 or more. The gallery is closed to visitors sooner than to staff; the visitor "
        "guide gives the limit. The wind is read from the anemometer on the flagstaff, not "
        "guessed."
    ),
    Heading(level=2, text="The causeway"),
    Paragraph(
        text="Staff vehicles may cross the causeway at no more than 10 miles an hour and must be "
        "off it 30 minutes before it closes. No member of staff or volunteer may walk onto the "
        "causeway to fetch a stranded visitor. The duty keeper calls the lifeboat station at "
        "Sallow Haven and talks to the visitor by the telephone in the refuge box."
    ),
    Heading(level=2, text="Working alone"),
    Paragraph(
        text="Nobody works alone in the stilling well, on the gallery or in the boat. A person "
        "working alone anywhere else carries a radio and calls the office every two hours."
    ),
    Heading(level=2, text="Fire and evacuation"),
    Paragraph(
        text="The evacuation signal is three long blasts on the hand horn. Everyone gathers at "
        "the flagstaff, and the duty keeper counts. Fire drills are held on the first Tuesday of "
        "February, May, August and November."
    ),
    Heading(level=2, text="Accidents"),
    Paragraph(
        text="Every accident is written in the accident book in the keepers’ office within 24 "
        "hours. A serious accident is also reported to the safety officer by telephone at once."
    ),
)

CONDUCT = (
    Heading(level=1, text="The archive"),
    Points(
        items=(
            "Tide ledgers are handled with clean, dry hands and without gloves.",
            "Only pencils may be used in the archive room.",
            "No ledger leaves the building without a note signed by Dr Samira Holt.",
        )
    ),
    Heading(level=1, text="Complaints"),
    Paragraph(
        text="A complaint by a member of staff or a volunteer is made in writing to the director, "
        "who answers within 10 working days. A complaint about the director goes to the chair, "
        "Ottoline Marsh, who answers within 15 working days. Nobody is treated worse for "
        "complaining in good faith."
    ),
)

POLICY = Article(
    title="Staff and Volunteer Policy",
    subtitle="The Gannerwick Light and Tide Station Trust · version 7 · from 1 February 2025",
    author="The Gannerwick Light and Tide Station Trust",
    blocks=(*SCOPE, *LEAVE, *EXPENSES, *HOURS, *SAFETY, *CONDUCT),
)
