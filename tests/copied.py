"""Reports made up for the tests of copies: one, what others made of it, and one that owes it nothing."""

from __future__ import annotations

__all__ = ["ABRIDGED", "INDEPENDENT", "OTHER_NEWS", "QUOTING", "REPORT", "SPUN", "TURNED", "WITH_PASSAGE"]

REPORT = """\
Ferry runs aground off Tarvik, 212 passengers taken ashore

TARVIK — A ferry carrying 212 passengers struck a sandbank outside the harbour of Tarvik late on Tuesday, and rescuers \
worked through the night to bring everybody ashore, the coast guard said.

The Santa Irena had left Port Elling at 6.40 p.m. with 31 vehicles on board when its steering failed about two miles \
from the coast, according to Captain Mirko Halas. Winds of up to 70 kilometres an hour pushed the ship onto the bank \
before a tug could reach it.

"We heard a long scraping noise and then every light went out," said Jelena Brask, a teacher from Port Elling who was \
travelling with her two sons. She said the crew handed out blankets and told people to stay on the upper deck.

Fourteen passengers were treated for bruises at the hospital in Tarvik and released on Wednesday morning. Nobody was \
seriously hurt. The ferry, built in 1987, was refitted last year after inspectors had found corroded pipes.

The owner, Elling Lines, declined to comment on the inspection but said that it would pay for hotels and cancel all \
sailings until Friday. Transport Minister Petra Soll has ordered an inquiry and promised a first report within 30 days.
"""

#: The last two paragraphs cut, and a sentence of the second.
ABRIDGED = """\
A ferry carrying 212 passengers struck a sandbank outside the harbour of Tarvik late on Tuesday, and rescuers worked \
through the night to bring everybody ashore, the coast guard said.

The Santa Irena had left Port Elling at 6.40 p.m. with 31 vehicles on board when its steering failed about two miles \
from the coast, according to Captain Mirko Halas.

"We heard a long scraping noise and then every light went out," said Jelena Brask, a teacher from Port Elling who was \
travelling with her two sons. She said the crew handed out blankets and told people to stay on the upper deck.
"""

#: Word after word put for another, as a machine does.
SPUN = """\
Vessel runs ashore off Tarvik, 212 travelers brought shorewards

TARVIK — A ship conveying 212 travelers hit a sandbar outdoors the harbor of Tarvik tardy on Tuesday, and savers \
toiled through the evening to carry everyone shorewards, the coast watch stated.

The Santa Irena had departed Port Elling at 6.40 p.m. with 31 automobiles on plank when its guidance fizzled about two \
miles from the coastline, as per Captain Mirko Halas. Breezes of up to 70 kilometres an hour shoved the vessel onto the \
financial institution before a pull could attain it.

"We listened to a lengthy scratching clamor and then each lamp went out," expressed Jelena Brask, an instructor from \
Port Elling who was voyaging with her two children. She stated the group distributed covers and advised individuals to \
remain on the higher deck.

Fourteen travelers were handled for wounds at the clinic in Tarvik and discharged on Wednesday daybreak. No one was \
genuinely harmed. The ship, constructed in 1987, was refurbished final year after reviewers had discovered eroded tubes.

The proprietor, Elling Lines, refused to remark on the examination but stated that it would compensate for lodgings and \
drop all departures until Friday. Transport Minister Petra Soll has requested a request and guaranteed a primary report \
within 30 days.
"""

#: The paragraphs of the report in another order.
TURNED = "\n\n".join(REPORT.strip().split("\n\n")[k] for k in (4, 2, 5, 1, 3))

INDEPENDENT = """\
All 212 people on board a ferry that got stuck near Tarvik on Tuesday evening are safe, police in the town confirmed.

Officers were called at about eight. By then boats from the lifeguard station were already alongside the Santa Irena, \
whose rudder would no longer move, and took off children and the elderly first. The last of the crew left the ship at \
four in the morning. A doctor looked after a handful of people with cuts.

Residents brought soup and dry clothes to the school, where cots had been set up. "It could have ended badly with this \
storm," said mayor Oskar Lind. Why the ship lost its steering is not known. Divers will examine the hull once the sea \
is calm. Petra Soll, who is in charge of transport, wants to know more within a month. Elling Lines runs four ships \
between the islands and has been criticised for saving on repairs.
"""

#: A report of its own that quotes the same passenger.
QUOTING = """\
Teachers in Port Elling returned to their classes on Thursday to a long round of applause. Three of them had been on the \
ship that came to grief this week. Pupils had painted a banner. "We heard a long scraping noise and then every light \
went out," Jelena Brask told them. Her own boys sat in the first row. The head of the school, Ruben Aldo, said lessons \
would begin late for the rest of the week, and a psychologist will come on Monday.
"""

#: A report of its own into which one paragraph was taken.
WITH_PASSAGE = """\
Island councils met on Thursday to talk about the ageing ships that serve them, two days after an accident that might \
have cost lives. Several speakers asked why tickets had become dearer by a third since the line was sold, while trips \
were struck from the timetable each winter.

Fourteen passengers were treated for bruises at the hospital in Tarvik and released on Wednesday morning. Nobody was \
seriously hurt. The ferry, built in 1987, was refitted last year after inspectors had found corroded pipes.

Councillor Ada Moen proposed that the islands buy a ship themselves. A vote was put off until autumn, as the money would \
have to come from the fund for roads. Fishermen who had come to listen were not convinced: harbour dues, they said, are \
too high already, and nobody had asked them.
"""

OTHER_NEWS = """\
The central bank of Morania left its key rate at 4.25 per cent on Monday and said that prices would go on rising through \
the summer. Governor Lena Faro told reporters in Vell that the harvest had been poor and that imported gas cost a fifth \
more than a year ago. Economists had expected a small increase. The currency lost ground against the euro, and shares \
of the country's two largest lenders fell by three per cent in thin trading.
"""
