"""The words offices write: code words in Finnish, and harmless invented texts.

``SPELLINGS`` gives for each code the label and an alias of the framework's code lists; offices
write one or the other. All texts are ours; none comes from a person.
"""

from __future__ import annotations

from collections.abc import Mapping

SPELLINGS: Mapping[str, tuple[str, str]] = {
    # methods
    "planning-meeting": ("suunnittelutapaaminen", "suunnitelmapalaveri"),
    "interactive-meeting": ("vuorovaikutteinen tapaaminen", "vuorovaikutuksellinen tapaaminen"),
    "case-analysis": ("tapausanalyysi", "case-analyysi"),
    "cross-office-consultation": ("toimistojen välinen konsultaatio", "konsultaatio"),
    "home-visit": ("kotikäynti", "kotikäynti"),
    "group-work": ("ryhmätyö", "ryhmätoiminta"),
    "service-guidance": ("palveluohjaus", "palveluohjaus ja neuvonta"),
    # client groups
    "adults": ("aikuiset", "aikuissosiaalityö"),
    "young-adults": ("nuoret aikuiset", "nuorten sosiaalityö"),
    "families-with-children": ("lapsiperheet", "perhesosiaalityö"),
    "older-people": ("iäkkäät", "ikäihmiset"),
    "disability": ("vammaiset henkilöt", "vammaispalvelut"),
    "substance-use": ("päihteitä käyttävät", "päihdetyö"),
    # areas of life
    "housing": ("asuminen", "asunto"),
    "finances": ("raha-asiat", "talous"),
    "work-and-study": ("työ ja opiskelu", "työllistyminen"),
    "health": ("terveys", "terveys"),
    "family": ("perhe ja läheiset", "perhe"),
    "daily-life": ("arki", "arjen hallinta"),
    "social-relations": ("ihmissuhteet", "sosiaaliset suhteet"),
    # dimensions of participation
    "information": ("tieto-osallisuus", "tieto"),
    "planning": ("suunnitteluosallisuus", "suunnittelu"),
    "action": ("toimintaosallisuus", "toiminta"),
    "evaluation": ("arviointiosallisuus", "arviointi"),
    "development-and-influence": ("kehittämis- ja vaikuttamisosallisuus", "kehittäminen"),
    "client-as-developer": ("asiakkaasta kehittäjäksi ja vaikuttajaksi", "asiakas kehittäjänä"),
    "decision": ("päätösosallisuus", "päätöksenteko"),
}

FINNISH: Mapping[str, Mapping[str, str]] = {
    "gender": {"female": "nainen", "male": "mies", "other": "muu"},
    "end_reason": {
        "goal-reached": "tavoite saavutettu",
        "moved": "muutto",
        "interrupted": "keskeytyi",
        "other": "muu",
    },
    "respondent": {"client": "asiakas", "worker": "työntekijä"},
    "level": {
        "client": "asiakas",
        "worker": "työntekijä",
        "work-group": "työryhmä",
        "municipality": "kunta",
        "centre": "osaamiskeskus",
    },
    "content_or_structure": {"content": "sisältö", "structure": "rakenne"},
    "truth": {"yes": "kyllä", "no": "ei"},
}
"""Column (or ``truth`` for yes and no) → the contract's code → what a Finnish office writes."""

GOALS: Mapping[str, tuple[str, ...]] = {
    "housing": ("Asunto säilyy", "Oma vuokra-asunto löytyy", "Koti pysyy kunnossa"),
    "finances": ("Laskut maksetaan ajallaan", "Vuokravelka on hoidettu", "Rahat riittävät kuun"),
    "work-and-study": ("Työkokeilu alkaa", "Opinnot jatkuvat", "Kesätyöpaikka löytyy"),
    "health": ("Lääkäriaika on varattu ja käytetty", "Unirytmi on parempi", "Liikun viikoittain"),
    "family": ("Yhteinen tekeminen lasten kanssa", "Tapaamisista on sovittu", "Riidat vähenevät"),
    "daily-life": ("Arjessa on rytmi", "Kotityöt sujuvat", "Asiointi onnistuu itse"),
    "social-relations": ("Mukaan ryhmään", "Yhteys ystävään", "Harrastus: šakkikerho"),
}

FEEDBACK: tuple[str, ...] = (
    "Sain kertoa asiani rauhassa.",
    "Suunnitelma tehtiin yhdessä, ja ymmärsin sen.",
    "En tiennyt, mitä seuraavaksi tapahtuu.",
    "Odotusaika oli liian pitkä.",
    "Minulta kysyttiin, mitä itse haluan.",
    "Papereita oli paljon, ja kieli oli vaikeaa.",
    "Työntekijä vaihtui kesken kaiken.",
    "Olisin halunnut tavata useammin.",
    "Ryhmässä oli hyvä olla.",
    "Päätös perusteltiin selvästi.",
    "Palautteestani ei kuulunut mitään.",
    "Sain tietoa vaihtoehdoista.",
    "Matka toimistoon on pitkä.",
    "Puhelimeen vastattiin heti.",
    "En uskaltanut sanoa kaikkea.",
    "Toivoni heräsi.",
    "Sain itse valita, missä tavataan.",
    "Lomake kysyi asioita, jotka eivät koske minua.",
)
