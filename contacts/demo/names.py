"""Names of the communities that such a state has, and how each writes, sorts and says them. The people are invented."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Community:
    """Where names come from. `form` says how they are put together, `share` how many people of the state it has."""

    key: str
    share: float
    form: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    family: tuple[str, ...]
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class InventedName:
    """A name as it is written, and as it is sorted where that cannot be guessed from it."""

    written: str
    given: str
    family: str
    sorted_as: str
    said_as: str
    woman: bool


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


COMMUNITIES: tuple[Community, ...] = (
    Community(
        "scandinavian", 0.18, "family",
        _words(
            "Ingrid, Solveig, Birgitta, Ilse, Astrid, Kirsten, Signe, Annika, Sigrid, Marit, Kari, "
            "Linnea, Elin, Berit"
        ),
        _words("Anders, Lars-Erik, Rolf, Oskar, Leif, Nils, Arne, Gunnar, Per, Eino, Stig, Knut, Halvor, Søren"),
        _words(
            "Tveit, Haugerud, Bjørnstad, Lindqvist, Norrgård, Nygaard, Wahlgren, Dahlgaard, Solem, "
            "Sætre, Ødegaard, "
            "Fosse, Kvale, Engebretson, Stensrud, Kallio, Mäkinen, Hedström, Sandvik, Aune, Brekke, Torgerson, Løken"
        ),
    ),
    Community(
        "european", 0.17, "family",
        _words(
            "Margaret, Joanne, Becky, Claire, Heidi, Paula, Teresa, Colleen, Megan, Laura, Anne-Marie, "
            "Greta, Ellen, Nora"
        ),
        _words(
            "Kurt, Patrick, Dennis, Greg, Tom, Walter, Joseph, Brian, Neil, Craig, Martin, Russell, "
            "Vincent, Paul"
        ),
        _words(
            "Schroeder, Kessler, Baumgartner, O’Rourke, Hennessey, Kowalczyk, Petrich, Vogel, "
            "Lachance, Fitzgibbon, "
            "Weidner, Zimmer, Dvořák, Reinholt, Mahoney, Brandt, Krueger, Sobotka, Whitcomb, Hartwell, Ashby, Delacroix"
        ),
    ),
    Community(
        "african_american", 0.13, "family",
        _words(
            "Denise, Latrice, Monique, Ebony, Tanya, Yvette, Imani, Simone, Keisha, Renee, Charlene, "
            "Nia, Loretta, Aaliyah"
        ),
        _words(
            "Marcus, Terrence, Darnell, Jerome, Andre, Isaiah, Malcolm, Curtis, Lamont, Xavier, "
            "Clifton, Julius, Maurice"
        ),
        _words(
            "Whitfield, Broadnax, Gaines, Holloway, Merriweather, Pettigrew, Tolliver, Battle, Crenshaw, Dorsey, "
            "Fontaine, Gentry, Hargrove, Ledbetter, Sumner, Winfield, Yancey, Booker, Cobb, Langford"
        ),
    ),
    Community(
        "hmong", 0.12, "family",
        _words(
            "Pa Houa, Pa Nhia, Mai Yer, Ka Zoua, Ka Bao, Bao Yia, Gao Nou, Gao Sheng, Nou, Sheng, "
            "Houa, Zoua, Choua, Blia"
        ),
        _words("Tou Ger, Tou Lue, Chue Neng, Kou, Pao, Nao, Xeng, Bee, Doua, Teng, Yeng, Kong Meng, Pheng, Cheng"),
        _words(
            "Vang, Yang, Xiong, Thao, Lor, Moua, Her, Vue, Lee, Cha, Hang, Kue, Khang, Fang, Moua-Lee, Thao-Herr, "
            "Xiong-Vue, Yang-Berg"
        ),
        ("Hmong", "English"),
    ),
    Community(
        "somali", 0.11, "fathers",
        _words(
            "Hodan, Ifrah, Deqa, Fadumo, Halima, Nasteho, Ayaan, Hibaaq, Khadra, Ubah, Zamzam, "
            "Fowsiyo, Idil, Sagal, Ruqiya"
        ),
        _words(
            "Abdirahman, Yusuf, Adan, Mahad, Liban, Guled, Bashir, Sharmarke, Mukhtar, Abshir, "
            "Ismaaciil, Samatar, Roble"
        ),
        _words(
            "Abdi, Warsame, Faarax, Nuur, Xasan, Maxamed, Cali, Ciise, Diiriye, Geeddi, Roble, Shire, "
            "Cige, Yusuf, Jaamac, "
            "Dualeh, Guuleed, Daahir"
        ),
        ("Somali", "English"),
    ),
    Community(
        "latino", 0.11, "two families",
        _words(
            "Xiomara, Marisol, Rocío, Yolanda, Itzel, Araceli, Paloma, Noemí, Beatriz, Camila, Lucía, "
            "Maricela, Inés, Graciela"
        ),
        _words(
            "Joaquín, Óscar, Elías, Ramiro, Efraín, Nicolás, Hugo, Mateo, Raúl, Gilberto, Julián, "
            "Andrés, Fermín, Tomás"
        ),
        _words(
            "Peñaloza, Quintanilla, Villaseñor, Montoya, Arce, Baeza, Lima, Zamudio, Ibáñez, Orduño, "
            "Tapia, Cárdenas, "
            "Bermúdez, Solís, Ureña, Valdivia, Escobedo, Núñez, Larios, Robledo"
        ),
        ("Spanish", "English"),
    ),
    Community(
        "ojibwe_dakota", 0.06, "family",
        _words("Waasebiik, Waabigwan, Winona, Ruth, Lorraine, Arlene, Anang, Migizi, Bernadette, Delphine"),
        _words("Giiwedin, Makwa, Maajiigan, Chaska, Dale, Vernon, Raymond, Zhaawan, Wanbli, Leland"),
        _words(
            "Northbird, Whitebird, Redsky, Clearwater, Bluewing, Cedarstone, Swiftcrane, Longshore, Brightwind, "
            "Morningside, Tallpine, Ricelake, Fairwind"
        ),
        ("English", "Ojibwe"),
    ),
    Community(
        "vietnamese", 0.05, "family",
        _words("Ngọc Lan, Hạnh, Minh Châu, Thảo, Ngọc, Phương, Linh, Bảo Trâm, Yến, Thu Hà"),
        _words("Minh, Dũng, Quốc Hải, Khoa, Quang, Tuấn, Phúc, Bảo, Việt, Đức"),
        _words("Nguyễn, Trần, Phạm, Lê, Đặng, Bùi, Vũ, Hồ, Đỗ, Trương"),
        ("Vietnamese", "English"),
    ),
    Community(
        "karen", 0.04, "one name",
        _words("Paw Say, Eh Mu, Htoo Wah, Ku Paw, Hser Mu, Moo Paw, Lah Say, Gay Htoo, Wah Ku, Paw Htoo"),
        _words("Htoo Eh, Ler Moo, Hser Gay, Eh Doh, Lah Wah, Moo Ler, Ku Htoo, Say Doh, Thaw Eh, Doh Say"),
        ("Wah", "Htoo", "Say", "Moo", "Paw", "Eh"),
        ("Karen", "English"),
    ),
    Community(
        "oromo", 0.02, "fathers",
        _words("Chaltu, Lensa, Hawi, Meron, Bontu, Selam"),
        _words("Dawit, Gemechu, Girma, Tesfaye, Lemma, Tolosa"),
        _words("Bekele, Tolosa, Gemechu, Abebe, Lemma, Girma, Dinsa"),
        ("Oromo", "English"),
    ),
    Community(
        "liberian", 0.01, "family",
        _words("Musu, Comfort, Patience, Satta, Hawa"),
        _words("Emmanuel, Prince, Varney, Momo, Boakai"),
        _words("Kollie, Flomo, Toe, Dolo, Paye, Zayzay"),
    ),
)  # fmt: skip

OF: dict[str, Community] = {community.key: community for community in COMMUNITIES}

# How parts of names are said; given on the person only where every part is known here.
SAID: dict[str, str] = {
    "Hodan": "HOH-dahn", "Ifrah": "if-RAH", "Deqa": "DEH-kah", "Fadumo": "fah-DOO-moh", "Halima": "hah-LEE-mah",
    "Ayaan": "ah-YAHN", "Idil": "EE-dil", "Abdi": "AHB-dee", "Warsame": "war-SAH-meh", "Faarax": "FAH-rah",
    "Maxamed": "moh-HAH-med", "Cali": "AH-lee", "Xasan": "HAH-sahn", "Yusuf": "YOO-soof", "Nuur": "noor",
    "Adan": "AH-dahn", "Roble": "ROH-bleh", "Shire": "SHEE-reh", "Ciise": "EE-seh",
    "Pa Houa": "pah HOO-ah", "Pa Nhia": "pah NEE-ah", "Mai Yer": "my YEH", "Ka Zoua": "kah ZHOO-ah",
    "Chue Neng": "choo NENG", "Tou Ger": "too GER", "Bee": "bee", "Vang": "vahng", "Yang": "yahng",
    "Xiong": "shong", "Thao": "tao", "Lor": "law", "Moua": "MOO-ah", "Vue": "voo", "Her": "heh",
    "Xiomara": "see-oh-MAH-rah", "Itzel": "eet-SEL", "Peñaloza": "peh-nyah-LOH-sah", "Quintanilla": "keen-tah-NEE-yah",
    "Joaquín": "hwah-KEEN", "Villaseñor": "vee-yah-seh-NYOR", "Baeza": "bah-EH-sah", "Solís": "soh-LEES",
    "Ngọc Lan": "nyawk LAHN", "Hạnh": "hahn", "Nguyễn": "ngwin", "Trần": "trun", "Phạm": "fahm", "Đức": "dook",
    "Waasebiik": "WAH-seh-beek", "Giiwedin": "GEE-way-din", "Makwa": "MUCK-wah", "Northbird": "NORTH-bird",
    "Redsky": "RED-sky", "Sætre": "SET-reh", "Løken": "LUH-ken", "Kirsten": "KEER-sten", "Signe": "SIG-neh",
    "Søren": "SUR-en", "Dvořák": "dih-VOR-zhahk", "Chaltu": "CHAHL-too", "Bekele": "beh-KEH-leh",
}  # fmt: skip


def pick_community(chance: Random, like: str = "") -> Community:
    """A community by its share of the state; `like` one, mostly, where a group or a place is known for it."""
    if like and chance.random() < 0.85:
        return OF[like]
    return chance.choices(COMMUNITIES, [community.share for community in COMMUNITIES])[0]


def invent_name(chance: Random, community: Community) -> InventedName:
    """A name as somebody of this community may write it."""
    woman = chance.random() < 0.56
    given = chance.choice(community.women if woman else community.men)
    family = chance.choice(community.family)
    if community.form == "fathers":
        # One's own name, the father's and often the grandfather's: sorted as written, there is no family name.
        fathers = [family, *([chance.choice(community.family)] if chance.random() < 0.6 else [])]
        fathers = list(dict.fromkeys(name for name in fathers if name != given)) or ["Nuur"]
        written = " ".join([given, *fathers])
        return InventedName(written, given, "", written, _said(given, *fathers), woman)
    if community.form == "two families":
        second = chance.choice([name for name in community.family if name != family])
        families = f"{family} {second}" if chance.random() < 0.6 else family
        written = f"{given} {families}"
        return InventedName(
            written, given, families, f"{families}, {given}", _said(given, *families.split()), woman
        )
    if community.form == "one name":
        written = f"{'Naw' if woman else 'Saw'} {given} {family}"
        return InventedName(written, "", "", f"{given} {family}", "", woman)
    return InventedName(f"{given} {family}", given, family, f"{family}, {given}", _said(given, family), woman)


def _said(*parts: str) -> str:
    return " ".join(SAID[part] for part in parts) if all(part in SAID for part in parts) else ""
