"""What a mapping file says to the person who reads it."""

HEAD = (
    "# How the columns of a table become facts of products. Correct what is wrong; the file is used again for the next",
    "# table of this kind. Diese Datei sagt, welche Spalte welches Merkmal ist. Was falsch ist, bitte berichtigen.",
    "#",
    "# attribute: what the column holds. The catalogue knows name, brand, price, weight and some 400 more; for a name",
    "# it does not know you are told the nearest one",
    "# own = true: the attribute is your own; choose any name of small letters, digits and _",
    "# kind: text, rich_text, identifier, gtin, number, money, date, boolean, list, media or relation",
    '# unit: of numbers that carry none ("kg"); currency: of prices that carry none ("EUR")',
    '# locale: language of the texts ("de" or "de_DE"); channel: if the column speaks for one channel only',
    '# separator: what stands between the values of one cell ("|")',
    '# decimal: "," or "." of the numbers of this column, where its cells do not say it by themselves',
    "# unit_of: the column holds the units of that attribute; currency_of: it holds the currencies",
    '# label: what people call it ("Color scanning"); texts and outputs say it',
    "# proposed: how sure the proposal is (0 to 1) and what it rests on; an entry without this line is your own word",
)
PARTS = {
    "look": "Please look at these: less sure / Bitte ansehen",
    "sure": "Sure / Sicher",
    "kept": "Kept under their own name: no attribute of the catalogue fits surely / Behalten ihren eigenen Namen",
}
MIXED = (
    '# decimal = ","  # some cells say 12,50 and some 12.50, so 1,999 can be read in two ways: write "," or "." '
    "/ Manche Zellen sagen 12,50, manche 12.50: Dezimalzeichen festlegen"
)
CODED = (
    '# label = "..."  # named as systems name fields, so it is in no text and no output until it has a label '
    "/ Ohne label in keinem Text und keiner Ausgabe"
)
KEYS = {
    "key": "# the first of these attributes that a row has is the key of its product",
    "decimal": '# "," or "."; where a column neither says it nor shows it',
    "locale": '# language of texts whose column names none, "de" or "de_DE"',
    "currency": '# of prices that carry none, "EUR"',
    "day_first": "# 03/04/2026 is the 3rd of April",
    "priority": "# where sources contradict each other, the higher one wins",
}
