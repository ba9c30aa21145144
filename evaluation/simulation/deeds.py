"""The development actions of the demo: invented deeds and changes of structure.

The chain of use is knowledge → deeds → structures (Vesterinen 2007): some change the content of the
work, others its structures. ``origin`` is the configuration they follow from, ``""`` for none.
"""

from __future__ import annotations

from typing import NamedTuple


class Deed(NamedTuple):
    """What a development action says, in the contract's codes and in Finnish."""

    origin: str
    level: str
    part: str
    text: str
    owner: str
    result: str


PLANNED, INTERACTIVE = "planned-work", "interactive-approach"
RIPPLE, PARTNERSHIP = "participation-to-life-situation", "development-partnership"
STUDYING, ECONOMIC = "studying-own-work", "economic-awareness"
NETWORK = "small-office-network"

DEEDS: tuple[Deed, ...] = (
    Deed(
        PLANNED,
        "work-group",
        "content",
        "Jokaiselle asiakkaalle tehdään kirjallinen suunnitelma kahden kuukauden kuluessa.",
        "johtava sosiaalityöntekijä",
        "Suunnitelma on useammalla kuin ennen.",
    ),
    Deed(
        PARTNERSHIP,
        "work-group",
        "content",
        "Palautetta pyydetään jokaisen tapaamisen lopuksi kahdella kysymyksellä.",
        "sosiaalityöntekijät yhdessä",
        "Palautetta tulee viikoittain.",
    ),
    Deed(
        INTERACTIVE,
        "worker",
        "content",
        "Ensimmäiselle tapaamiselle varataan puolitoista tuntia.",
        "sosiaalityöntekijät yhdessä",
        "Ajanvaraus on muutettu.",
    ),
    Deed(
        STUDYING,
        "work-group",
        "structure",
        "Joka toinen viikko pidetään kahden tunnin tapausanalyysi.",
        "johtava sosiaalityöntekijä",
        "Tapausanalyysi on kalenterissa.",
    ),
    Deed(
        ECONOMIC,
        "municipality",
        "structure",
        "Toimeentulotuen ohjeet käydään läpi yhdessä esimiesten kanssa.",
        "sosiaalijohtaja",
        "Ohjeet on selkeytetty.",
    ),
    Deed(
        PARTNERSHIP,
        "client",
        "content",
        "Toimiston seinällä kerrotaan, mitä palautteen perusteella on muutettu.",
        "kehittäjäsosiaalityöntekijä",
        "Taulu päivitetään kuukausittain.",
    ),
    Deed(
        PLANNED,
        "worker",
        "structure",
        "Asiakasmäärät tasataan työntekijöiden kesken kaksi kertaa vuodessa.",
        "johtava sosiaalityöntekijä",
        "Ensimmäinen tasaus on tehty.",
    ),
    Deed(
        RIPPLE,
        "client",
        "content",
        "Asiakkaalle annetaan selkokielinen luettelo palveluvaihtoehdoista.",
        "palveluohjaaja",
        "Luettelo on otettu käyttöön.",
    ),
    Deed(
        "",
        "work-group",
        "content",
        "Tapaamisista lähetetään muistutus tekstiviestillä.",
        "toimistosihteeri",
        "Peruuntumisia on vähemmän.",
    ),
    Deed(
        NETWORK,
        "centre",
        "structure",
        "Pienten toimistojen yhteinen konsultaatio pidetään kerran kuussa.",
        "kehittämisyksikkö",
        "Konsultaatio on aloitettu.",
    ),
    Deed(
        INTERACTIVE,
        "client",
        "content",
        "Tapaamispaikan voi valita: toimisto, koti tai muu paikka.",
        "sosiaalityöntekijät yhdessä",
        "Valinta kysytään ajanvarauksessa.",
    ),
    Deed(
        STUDYING,
        "worker",
        "content",
        "Jokainen työntekijä valitsee vuodessa yhden asiakastilanteen yhdessä tutkittavaksi.",
        "kehittäjäsosiaalityöntekijä",
        "Valinnat on tehty.",
    ),
    Deed(
        ECONOMIC,
        "work-group",
        "content",
        "Tavoitteet sovitetaan yhdessä siihen, mitä on tarjolla, ja puutteet kirjataan.",
        "johtava sosiaalityöntekijä",
        "Puutteista kertyy luettelo.",
    ),
    Deed(
        "",
        "municipality",
        "structure",
        "Aukioloaikaa pidennetään yhtenä päivänä viikossa.",
        "sosiaalijohtaja",
        "Kokeilu jatkuu.",
    ),
    Deed(
        PARTNERSHIP,
        "centre",
        "structure",
        "Asiakkaista ja työntekijöistä kootaan kehittämisryhmä.",
        "kehittämisyksikkö",
        "Ryhmä kokoontuu neljästi vuodessa.",
    ),
    Deed(
        PLANNED,
        "client",
        "content",
        "Suunnitelmasta annetaan asiakkaalle oma kappale omin sanoin kirjoitettuna.",
        "sosiaalityöntekijät yhdessä",
        "Asiakkaat saavat oman kappaleen.",
    ),
    Deed(
        RIPPLE,
        "work-group",
        "content",
        "Vertaisryhmä aloitetaan yhdessä järjestöjen kanssa.",
        "palveluohjaaja",
        "Ryhmä on alkanut.",
    ),
    Deed(
        STUDYING,
        "municipality",
        "structure",
        "Kehittämistyölle varataan puoli päivää kuukaudessa.",
        "sosiaalijohtaja",
        "Aika on kirjattu työsuunnitelmaan.",
    ),
    Deed(
        "",
        "work-group",
        "structure",
        "Uuden työntekijän perehdytykselle tehdään runko.",
        "johtava sosiaalityöntekijä",
        "Runko on valmis.",
    ),
    Deed(
        NETWORK,
        "municipality",
        "structure",
        "Naapurikunnan kanssa sovitaan sijaisuuksista.",
        "sosiaalijohtaja",
        "Sopimus on allekirjoitettu.",
    ),
)
