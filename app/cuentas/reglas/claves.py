"""Qué clave no se acepta: corta, o de las primeras que alguien probaría.

No hay reglas de mayúsculas ni signos: empujan a claves peores. La lista es nuestra: palabras y series que
se escriben por costumbre; se reconocen también con números o signos detrás, y con letras cambiadas por
cifras (`cl4v3`), de modo que cada palabra cubre cientos de claves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

MINIMO_CLAVE, MAXIMO_CLAVE = 8, 128

_COMUNES = frozenset(
    """
    abril abuela abuelo acceso admin administrador adoro agosto alejandra alejandro alicia amiga amigo amigos
    amistad amor amorcito amoreterno amormio andrea andres angel angela angelito angeles antonio argentina
    arturo asdasd atletico azteca azul baby babygirl barcelona bebe bebita beatriz bendicion bienvenida
    bienvenido boca bocajuniors bolivia bonita brasil brenda bruno cachorro caballo cali camila camilo campeon
    candela cariño carlos carmen carolina cartagena casa caserita catalina cecilia celeste chile chiquita
    chivas chocolate cielo cinthia claudia clave claveclave clavesegura colegio colocolo colombia colombiano
    computadora contrasena contraseña corazon cordoba corinthians costarica cristiano cristian cristina cristo
    cruzazul cuba daniel daniela david dayana deportes diana diciembre diego dinero dios diosesamor diosito
    diosmio domingo dragon ecuador eduardo elefante elena elizabeth emanuel emilia enero enrique entrar
    escuela españa esperanza estefania esteban estrella estrellita estudiante eternamente facebook familia
    febrero felicidad felipe feliz fernanda fernando flamengo flor florencia flores football francisco franco
    fresa fresita futbol gabriel gabriela galaxia gatita gatito gato genesis gerardo gloria gmail golondrina
    google gracias guadalupe guatemala guitarra gustavo hector hermosa hermano hello hija hijo hola holahola
    holamundo hombre honduras hotmail hugo iglesia iloveyou independiente ingreso instagram internet invierno
    isabel isabella ivan jaguar javier jehova jesica jessica jesucristo jesus jesusteama joaquin jorge jose
    josefina juan juana juancarlos juanito juegos julia juliana julieta julio junio karen karina karla kevin
    killer laura leon leonardo leticia letmein libertad lima linda llave lobito lorena lucas lucero lucia
    lucky luis luna lunes madre madrid maestra maestro mama mamaypapa mamita mañana manuel manzana marcela
    marcos margarita maria mariana mariajose mariposa mario mariela marisol mariza martes martin martina marzo
    master matrix mayo medellin melissa mexico miamor miamorcito michael miclave micontraseña mierda miguel
    millonarios mimama mivida monica monkey montaña motocicleta mundo municipal musica nacional naruto natalia
    navidad nicaragua nicolas nicole noviembre oracion octubre ofelia ojosverdes olvide orlando oscar osito
    pablo palabra palmeiras palomita panama pantera papa papito paola paraguay paraiso pass passw password
    patito patria patricia paula pedro peluche peñarol perro perrita perrito peru pikachu pokemon policia
    poncho preciosa primavera princesa princess principe prueba puerto querida querido quetzal quito qwerty
    rafael ramon raquel real realmadrid rebeca regina reina ricardo riverplate roberto rocio rodrigo rosa
    rosario rumbo ruben sabado salome salvador samuel sandra santiago santos saopaulo sara secreto segura
    seguridad seguro selena senha senhasenha septiembre servidor sergio silvia simpson sistema sofia sol
    soledad sonia sonrisa stephanie sunshine superman susana tamara tarea teamo teamomucho tequiero
    tequieromucho teextraño teresa tesoro tigre tijuana tortuga trabajo trustno turismo universidad
    universitario uruguay usuario valencia valentina valeria vanessa venezuela verano veronica verde veterano
    vicente victor victoria vida viernes violeta virgen virginia viviana welcome whatsapp winter wendy
    ximena yamile yolanda youtube zapato zaragoza zeus
    """.split()  # noqa: SIM905
)
_SERIES = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjklñ",
    "zxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn",
    "qazwsxedcrfvtgbyhnujm",
)
_CIFRAS = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})


class FaltaDeClave(StrEnum):
    """Por qué una clave no sirve."""

    CORTA = "corta"
    LARGA = "larga"
    COMUN = "comun"
    TUYA = "tuya"


def _plana(texto: str) -> str:
    descompuesto = unicodedata.normalize("NFKD", texto.casefold())
    return "".join(c for c in descompuesto if not unicodedata.combining(c))


_PLANAS = frozenset(_plana(p) for p in _COMUNES)


def _nucleos(clave: str) -> set[str]:
    """La clave sin adornos: sin cifras ni signos en las puntas, y con las cifras leídas como letras."""
    plana = _plana(clave)
    formas = {plana, plana.translate(_CIFRAS)}
    formas |= {re.sub(r"^[\W\d_]+|[\W\d_]+$", "", f) for f in set(formas) | {plana}}
    formas |= {re.sub(r"[\W\d_]+$", "", plana).translate(_CIFRAS)}
    return {re.sub(r"[\W_]+", "", f) for f in formas}


def _es_serie(plana: str) -> bool:
    """Una serie de teclado o de cifras, o lo mismo repetido: `12345678`, `87654321`, `abcabc`, `aaaa`."""
    solo = re.sub(r"[\W_]+", "", plana)
    if len(set(solo)) <= 2:
        return True
    if re.fullmatch(r"(.{1,6})\1+", solo):
        return True
    return any(solo in doble for serie in _SERIES for doble in (serie * 2, serie[::-1] * 2))


def _son_comunes(nucleo: str) -> bool:
    """Una palabra común, repetida o dos pegadas (`juanmaria`)."""
    if nucleo in _PLANAS:
        return True
    return any(nucleo[:i] in _PLANAS and nucleo[i:] in _PLANAS for i in range(3, len(nucleo) - 2))


def falta_de_clave(clave: str, propias: Iterable[str] = ()) -> FaltaDeClave | None:
    """La falta de una clave, o nada si sirve; se mira tal como se escribió, sin normalizarla.

    `propias` son datos de la persona y de la ciudad (correo, seudónimo, nombre de la ciudad): la clave no
    puede ser uno de ellos, con o sin adornos.
    """
    if len(clave) < MINIMO_CLAVE:
        return FaltaDeClave.CORTA
    if len(clave) > MAXIMO_CLAVE:
        return FaltaDeClave.LARGA
    nucleos = _nucleos(clave)
    if _es_serie(_plana(clave)) or any(not n or (_es_serie(n) and len(n) > 3) for n in nucleos):
        return FaltaDeClave.COMUN
    if any(_son_comunes(n) for n in nucleos):
        return FaltaDeClave.COMUN
    if nucleos & _partes(propias):
        return FaltaDeClave.TUYA
    return None


def _partes(propias: Iterable[str]) -> set[str]:
    partes: set[str] = set()
    for propia in propias:
        plana = _plana(propia)
        trozos = [t for t in re.split(r"[\W_]+", plana) if len(t) >= 3]
        partes |= {re.sub(r"[\W_]+", "", plana), *trozos}
        partes |= {re.sub(r"\d+$", "", t) for t in trozos}
        partes |= {a + b for a in trozos for b in trozos}
    return partes - {""}
