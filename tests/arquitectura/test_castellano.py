"""El buscador de español en páginas de otro idioma encuentra lo que debe y calla lo que escribió la gente."""

from __future__ import annotations

import pytest

from tests.castellano import restos

PAGINA = '<!doctype html><html lang="{idioma}"><title>x</title><main>{dentro}</main></html>'


def _restos(dentro: str, idioma: str = "pt", **mas: object) -> list[str]:
    return restos(PAGINA.format(idioma=idioma, dentro=dentro), idioma, **mas)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "dentro",
    [
        "<p>Comprobar que estoy en el padrón</p>",
        "<p>Comprobar que <strong>estoy</strong> en el\n padrón</p>",
        '<button aria-label="Comprobar que estoy en el padrón">ok</button>',
        '<input placeholder="Comprobar que estoy en el padrón">',
        "<p>Te queda 1 código sin usar.</p>",
        "<p>Esto lo escribió alguien sin marcarlo y con prisa, pero va.</p>",
    ],
)
@pytest.mark.parametrize("idioma", ["pt", "en"])
def test_encuentra_lo_que_quedo(dentro: str, idioma: str) -> None:
    assert len(_restos(dentro, idioma)) == 1


@pytest.mark.parametrize(
    "dentro",
    [
        '<p lang="es">Comprobar que estoy en el padrón</p>',
        '<p translate="no">Comprobar que estoy en el padrón</p>',
        "<p><bdi>Comprobar que estoy en el padrón</bdi></p>",
        "<script>/* la y el y los */</script>",
        "<p>Casa comunal de La Ribera, Calle 5 y Los Ceibos</p>",
    ],
)
@pytest.mark.parametrize("idioma", ["pt", "en"])
def test_calla_lo_de_la_gente(dentro: str, idioma: str) -> None:
    assert _restos(dentro, idioma) == []


def test_lo_que_se_dice_igual_en_los_dos_no_cuenta() -> None:
    assert _restos("<p>Confira se está na lista de votantes e volte para a sua conta</p>") == []
    assert _restos("<p>Check that you are on the electoral roll, then go to your account</p>", "en") == []


def test_lo_escrito_sin_marca_se_puede_decir_aparte() -> None:
    suyo = "Luz en la cancha y el parque"
    assert _restos(f"<p>{suyo}</p>") == [suyo]
    assert _restos(f"<p>{suyo}</p>", de_la_gente=[suyo]) == []
