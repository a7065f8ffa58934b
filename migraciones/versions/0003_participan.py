"""Todos participan: padrón, mostrador, conversación, adjuntos, búsqueda, privacidad y auditoría."""

from __future__ import annotations

import sys
from pathlib import Path

import sqlalchemy as sa
from alembic import op

sys.path.insert(0, str(Path(__file__).parents[1]))
import cambios

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUNCA_SQLITE = "9999-01-01 00:00:00.000000"
BOOLEANO = ("BOOLEAN NOT NULL DEFAULT 0", "BOOLEAN NOT NULL DEFAULT false")
INSTANTE = ("DATETIME", "TIMESTAMP WITH TIME ZONE")
GRANDE = ("INTEGER NOT NULL DEFAULT 0", "BIGINT NOT NULL DEFAULT 0")
COLUMNAS: tuple[tuple[str, str, str, str], ...] = (
    ("personas", "contacto", "VARCHAR(320)", ""),
    ("personas", "nombre_clave", "VARCHAR(300)", ""),
    ("personas", "aviso_version", "INTEGER", ""),
    ("sesiones", "segundo_factor_en", *INSTANTE),
    ("procesos", "acreditacion_comentar", "INTEGER NOT NULL DEFAULT 1", ""),
    ("procesos", "vigencia_meses", "INTEGER", ""),
    ("procesos", "pruebas", "JSON NOT NULL DEFAULT '[]'", ""),
    ("propuestas", "cierra_en", *INSTANTE),
    ("propuestas", "archivada_en", *INSTANTE),
    ("propuestas", "apoyos_personal", "INTEGER NOT NULL DEFAULT 0", ""),
    ("propuestas", "actividad", *GRANDE),
    ("propuestas", "video", "VARCHAR(300) NOT NULL DEFAULT ''", ""),
    ("propuestas", "costo_estimado", "INTEGER", "BIGINT"),
    ("propuestas", "intereses", "VARCHAR(300) NOT NULL DEFAULT ''", ""),
    ("apoyos", "de_personal", *BOOLEANO),
    ("apoyos", "canal", "VARCHAR(10) NOT NULL DEFAULT 'web'", ""),
    ("propuestas_facetas", "actividad", *GRANDE),
    (
        "propuestas_facetas",
        "cierra",
        f"DATETIME NOT NULL DEFAULT '{NUNCA_SQLITE}'",
        "TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT '9999-01-01 00:00:00+00'",
    ),
)
ACREDITACIONES = (
    "acreditacion_proponer BETWEEN 0 AND 3 AND acreditacion_apoyar BETWEEN 0 AND 3"
    " AND acreditacion_umbral BETWEEN 0 AND 3"
)
CONDICIONES: tuple[tuple[str, str, str | None, str | None], ...] = (
    (
        "contenidos",
        "clase",
        "clase IN ('plan', 'elemento', 'proceso', 'propuesta')",
        "clase IN ('plan', 'elemento', 'proceso', 'propuesta', 'comentario')",
    ),
    (
        "personas",
        "sin_datos",
        "estado IN ('activa', 'suspendida') OR (correo IS NULL AND clave_hash IS NULL)",
        "estado IN ('activa', 'suspendida') OR (correo IS NULL AND clave_hash IS NULL"
        " AND nombre IS NULL AND contacto IS NULL)",
    ),
    (
        "procesos",
        "acreditaciones",
        ACREDITACIONES,
        f"{ACREDITACIONES} AND acreditacion_comentar BETWEEN 0 AND 3",
    ),
    ("procesos", "vigencia_meses", None, "vigencia_meses IS NULL OR vigencia_meses > 0"),
    (
        "propuestas",
        "estado",
        "estado IN ('borrador', 'publicada', 'retirada')",
        "estado IN ('borrador', 'publicada', 'retirada', 'archivada')",
    ),
    (
        "llaves",
        "proposito",
        "proposito IN ('confirmar', 'recuperar', 'cambiar_correo')",
        "proposito IN ('confirmar', 'recuperar', 'cambiar_correo', 'activar')",
    ),
    ("roles_cambios", "accion", "accion IN ('dar', 'quitar')", "accion IN ('dar', 'quitar', 'anular')"),
    ("propuestas", "apoyos_personal", None, "apoyos_personal >= 0 AND apoyos_personal <= apoyos"),
    ("propuestas", "costo_estimado", None, "costo_estimado IS NULL OR costo_estimado > 0"),
    ("propuestas", "archivada", None, "(estado = 'archivada') = (archivada_en IS NOT NULL)"),
    ("apoyos", "canal", None, "canal IN ('web', 'mostrador')"),
)


def upgrade() -> None:
    for columna in COLUMNAS:
        cambios.columna(*columna)
    for tabla, nombre, antes, despues in CONDICIONES:
        cambios.condicion(tabla, nombre, antes, despues)
    _tablas()


def downgrade() -> None:
    _sin_tablas()
    for tabla, nombre, antes, despues in reversed(CONDICIONES):
        cambios.condicion(tabla, nombre, despues, antes)
    for tabla, nombre, *_tipos in reversed(COLUMNAS):
        cambios.sin_columna(tabla, nombre)


IDENTIFICADOR = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _tablas() -> None:
    op.create_table(
        "sellos",
        sa.Column("numero", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("desde_id", IDENTIFICADOR, nullable=False),
        sa.Column("hasta_id", IDENTIFICADOR, nullable=False),
        sa.Column("cuantos", sa.Integer(), nullable=False),
        sa.Column("anterior", sa.String(length=64), nullable=False),
        sa.Column("huella", sa.String(length=64), nullable=False),
        sa.Column("sal", sa.String(length=32), nullable=False),
        sa.Column("sellado_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("indice", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "length(huella) = 64 AND length(anterior) = 64 AND length(sal) = 32", name=op.f("ck_sellos_huellas")
        ),
        sa.CheckConstraint("numero > 0 AND cuantos > 0 AND hasta_id >= desde_id", name=op.f("ck_sellos_tramo")),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_sellos")),
        sa.UniqueConstraint("desde_id", name=op.f("uq_sellos_desde_id")),
        sa.UniqueConstraint("hasta_id", name=op.f("uq_sellos_hasta_id")),
    )
    op.create_table(
        "puntos_atencion",
        sa.Column("id", IDENTIFICADOR, nullable=False),
        sa.Column("nombre", sa.String(length=120), nullable=False),
        sa.Column("direccion", sa.String(length=200), nullable=False),
        sa.Column("horario", sa.String(length=200), nullable=False),
        sa.Column("contacto", sa.String(length=160), nullable=False),
        sa.Column("territorio_id", IDENTIFICADOR, nullable=True),
        sa.Column("latitud", sa.Float(), nullable=True),
        sa.Column("longitud", sa.Float(), nullable=True),
        sa.Column("activo", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "nombre <> '' AND direccion <> '' AND horario <> ''", name=op.f("ck_puntos_atencion_completo")
        ),
        sa.CheckConstraint("(latitud IS NULL) = (longitud IS NULL)", name=op.f("ck_puntos_atencion_punto")),
        sa.ForeignKeyConstraint(
            ["territorio_id"],
            ["territorios.id"],
            name=op.f("fk_puntos_atencion_territorio_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_puntos_atencion")),
        sa.UniqueConstraint("nombre", name=op.f("uq_puntos_atencion_nombre")),
    )
    op.create_table(
        "avisos_privacidad",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("texto", sa.Text(), nullable=False),
        sa.Column("cambios", sa.String(length=500), nullable=False),
        sa.Column("autora_id", IDENTIFICADOR, nullable=True),
        sa.Column("publicado_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("texto <> '' AND cambios <> ''", name=op.f("ck_avisos_privacidad_completo")),
        sa.CheckConstraint("version > 0", name=op.f("ck_avisos_privacidad_version")),
        sa.ForeignKeyConstraint(
            ["autora_id"], ["personas.id"], name=op.f("fk_avisos_privacidad_autora_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_avisos_privacidad")),
    )
    op.create_table(
        "codigos_impresos",
        sa.Column("huella", sa.String(length=64), nullable=False),
        sa.Column("persona_id", IDENTIFICADOR, nullable=False),
        sa.Column("creado_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("usado_en", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_codigos_impresos_persona_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("huella", name=op.f("pk_codigos_impresos")),
    )
    op.create_index(op.f("ix_codigos_impresos_persona_id"), "codigos_impresos", ["persona_id"], unique=False)
    op.create_table(
        "padron_vinculos",
        sa.Column("huella", sa.String(length=64), nullable=False),
        sa.Column("persona_id", IDENTIFICADOR, nullable=False),
        sa.Column("medio", sa.String(length=10), nullable=False),
        sa.Column("pruebas", sa.JSON(), nullable=False),
        sa.Column("facilitadora_id", IDENTIFICADOR, nullable=True),
        sa.Column("punto_id", IDENTIFICADOR, nullable=True),
        sa.Column("vinculado_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("medio IN ('linea', 'mostrador')", name=op.f("ck_padron_vinculos_medio")),
        sa.CheckConstraint("length(huella) = 64", name=op.f("ck_padron_vinculos_huella")),
        sa.ForeignKeyConstraint(
            ["facilitadora_id"],
            ["personas.id"],
            name=op.f("fk_padron_vinculos_facilitadora_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_padron_vinculos_persona_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["punto_id"], ["puntos_atencion.id"], name=op.f("fk_padron_vinculos_punto_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("huella", name=op.f("pk_padron_vinculos")),
        sa.UniqueConstraint("persona_id", name=op.f("uq_padron_vinculos_persona_id")),
    )
    op.create_table(
        "padrones",
        sa.Column("id", IDENTIFICADOR, nullable=False),
        sa.Column("modalidad", sa.String(length=10), nullable=False),
        sa.Column("nombre", sa.String(length=160), nullable=False),
        sa.Column("fuente", sa.String(length=200), nullable=False),
        sa.Column("segundo_campo", sa.String(length=40), nullable=False),
        sa.Column("estado", sa.String(length=12), nullable=False),
        sa.Column("filas", sa.Integer(), nullable=False),
        sa.Column("validas", sa.Integer(), nullable=False),
        sa.Column("informe", sa.JSON(), nullable=False),
        sa.Column("autora_id", IDENTIFICADOR, nullable=True),
        sa.Column("creado_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vigente_desde", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reemplazado_en", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "estado IN ('preparacion', 'listo', 'vigente', 'reemplazado', 'descartado')",
            name=op.f("ck_padrones_estado"),
        ),
        sa.CheckConstraint("modalidad IN ('importado', 'abierto')", name=op.f("ck_padrones_modalidad")),
        sa.CheckConstraint(
            "filas >= 0 AND validas >= 0 AND validas <= filas", name=op.f("ck_padrones_cuentas")
        ),
        sa.ForeignKeyConstraint(
            ["autora_id"], ["personas.id"], name=op.f("fk_padrones_autora_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_padrones")),
    )
    op.create_index(
        "uq_padrones_vigente",
        "padrones",
        ["modalidad"],
        unique=True,
        sqlite_where=sa.text("estado = 'vigente'"),
        postgresql_where=sa.text("estado = 'vigente'"),
    )
    op.create_table(
        "segundos_factores",
        sa.Column("persona_id", IDENTIFICADOR, nullable=False),
        sa.Column("sal", sa.String(length=64), nullable=False),
        sa.Column("ultimo_paso", IDENTIFICADOR, nullable=False),
        sa.Column("creado_en", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_segundos_factores_persona_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("persona_id", name=op.f("pk_segundos_factores")),
    )
    op.create_table(
        "solicitudes_datos",
        sa.Column("id", IDENTIFICADOR, nullable=False),
        sa.Column("codigo", sa.String(length=12), nullable=False),
        sa.Column("clase", sa.String(length=12), nullable=False),
        sa.Column("persona_id", IDENTIFICADOR, nullable=True),
        sa.Column("contacto", sa.String(length=320), nullable=False),
        sa.Column("texto", sa.Text(), nullable=False),
        sa.Column("estado", sa.String(length=12), nullable=False),
        sa.Column("respuesta", sa.Text(), nullable=False),
        sa.Column("resuelta_por_id", IDENTIFICADOR, nullable=True),
        sa.Column("recibida_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vence", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resuelta_en", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(estado = 'recibida') = (resuelta_en IS NULL)", name=op.f("ck_solicitudes_datos_resuelta")
        ),
        sa.CheckConstraint(
            "clase IN ('acceso', 'correccion', 'oposicion', 'supresion')",
            name=op.f("ck_solicitudes_datos_clase"),
        ),
        sa.CheckConstraint(
            "estado IN ('recibida', 'atendida', 'rechazada')", name=op.f("ck_solicitudes_datos_estado")
        ),
        sa.CheckConstraint(
            "persona_id IS NOT NULL OR contacto <> '' OR estado <> 'recibida'",
            name=op.f("ck_solicitudes_datos_a_quien"),
        ),
        sa.CheckConstraint("vence > recibida_en", name=op.f("ck_solicitudes_datos_plazo")),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_solicitudes_datos_persona_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["resuelta_por_id"],
            ["personas.id"],
            name=op.f("fk_solicitudes_datos_resuelta_por_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solicitudes_datos")),
        sa.UniqueConstraint("codigo", name=op.f("uq_solicitudes_datos_codigo")),
    )
    op.create_index(
        "ix_solicitudes_datos_estado_vence", "solicitudes_datos", ["estado", "vence", "id"], unique=False
    )
    op.create_index("ix_solicitudes_datos_persona_id", "solicitudes_datos", ["persona_id"], unique=False)
    op.create_table(
        "actos_mostrador",
        sa.Column("id", IDENTIFICADOR, nullable=False),
        sa.Column("facilitadora_id", IDENTIFICADOR, nullable=False),
        sa.Column("clase", sa.String(length=16), nullable=False),
        sa.Column("punto_id", IDENTIFICADOR, nullable=True),
        sa.Column("persona_id", IDENTIFICADOR, nullable=True),
        sa.Column("contenido_id", IDENTIFICADOR, nullable=True),
        sa.Column("ocurrio_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "clase IN ('registrar', 'acreditar', 'proponer', 'apoyar', 'retirar_apoyo', 'comentar', 'activar')",
            name=op.f("ck_actos_mostrador_clase"),
        ),
        sa.CheckConstraint(
            "clase NOT IN ('apoyar', 'retirar_apoyo') OR (persona_id IS NULL AND contenido_id IS NULL)",
            name=op.f("ck_actos_mostrador_apoyo_sin_persona"),
        ),
        sa.ForeignKeyConstraint(
            ["contenido_id"],
            ["contenidos.id"],
            name=op.f("fk_actos_mostrador_contenido_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["facilitadora_id"],
            ["personas.id"],
            name=op.f("fk_actos_mostrador_facilitadora_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_actos_mostrador_persona_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["punto_id"], ["puntos_atencion.id"], name=op.f("fk_actos_mostrador_punto_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actos_mostrador")),
    )
    op.create_index(
        "ix_actos_mostrador_facilitadora_id_ocurrio_en",
        "actos_mostrador",
        ["facilitadora_id", "ocurrio_en"],
        unique=False,
    )
    op.create_index("ix_actos_mostrador_persona_id", "actos_mostrador", ["persona_id"], unique=False)
    op.create_table(
        "adjuntos",
        sa.Column("id", IDENTIFICADOR, nullable=False),
        sa.Column("clave", sa.String(length=40), nullable=False),
        sa.Column("clase", sa.String(length=8), nullable=False),
        sa.Column("contenido_id", IDENTIFICADOR, nullable=True),
        sa.Column("persona_id", IDENTIFICADOR, nullable=True),
        sa.Column("formulario", sa.String(length=40), nullable=True),
        sa.Column("nombre", sa.String(length=120), nullable=False),
        sa.Column("descripcion", sa.String(length=300), nullable=False),
        sa.Column("peso", sa.Integer(), nullable=False),
        sa.Column("ancho", sa.Integer(), nullable=False),
        sa.Column("alto", sa.Integer(), nullable=False),
        sa.Column("huella", sa.String(length=64), nullable=False),
        sa.Column("orden", sa.Integer(), nullable=False),
        sa.Column("creado_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("clase <> 'imagen' OR (ancho > 0 AND alto > 0)", name=op.f("ck_adjuntos_medidas")),
        sa.CheckConstraint("clase IN ('imagen', 'pdf')", name=op.f("ck_adjuntos_clase")),
        sa.CheckConstraint(
            "orden >= 0 AND orden < 5 AND (clase <> 'pdf' OR orden < 2)", name=op.f("ck_adjuntos_sitio")
        ),
        sa.CheckConstraint(
            "(contenido_id IS NULL) = (formulario IS NOT NULL)", name=op.f("ck_adjuntos_suelto_o_puesto")
        ),
        sa.CheckConstraint("peso > 0", name=op.f("ck_adjuntos_peso")),
        sa.ForeignKeyConstraint(
            ["contenido_id"], ["contenidos.id"], name=op.f("fk_adjuntos_contenido_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_adjuntos_persona_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjuntos")),
        sa.UniqueConstraint("clave", name=op.f("uq_adjuntos_clave")),
        sa.UniqueConstraint(
            "contenido_id", "clase", "orden", name=op.f("uq_adjuntos_contenido_id_clase_orden")
        ),
        sa.UniqueConstraint(
            "persona_id",
            "formulario",
            "clase",
            "orden",
            name=op.f("uq_adjuntos_persona_id_formulario_clase_orden"),
        ),
    )
    op.create_index("ix_adjuntos_sueltos", "adjuntos", ["creado_en", "contenido_id"], unique=False)
    op.create_table(
        "atenciones",
        sa.Column("sesion", sa.String(length=64), nullable=False),
        sa.Column("facilitadora_id", IDENTIFICADOR, nullable=False),
        sa.Column("persona_id", IDENTIFICADOR, nullable=False),
        sa.Column("punto_id", IDENTIFICADOR, nullable=True),
        sa.Column("turno", sa.String(length=16), nullable=False),
        sa.Column("hecho", sa.JSON(), nullable=False),
        sa.Column("abierta_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vista_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(turno) = 16", name=op.f("ck_atenciones_turno")),
        sa.CheckConstraint("persona_id <> facilitadora_id", name=op.f("ck_atenciones_no_a_si_misma")),
        sa.ForeignKeyConstraint(
            ["facilitadora_id"], ["personas.id"], name=op.f("fk_atenciones_facilitadora_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_atenciones_persona_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["punto_id"], ["puntos_atencion.id"], name=op.f("fk_atenciones_punto_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["sesion"], ["sesiones.huella"], name=op.f("fk_atenciones_sesion"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sesion", name=op.f("pk_atenciones")),
    )
    op.create_index(op.f("ix_atenciones_facilitadora_id"), "atenciones", ["facilitadora_id"], unique=False)
    op.create_index(op.f("ix_atenciones_persona_id"), "atenciones", ["persona_id"], unique=False)
    op.create_index("ix_atenciones_vista_en", "atenciones", ["vista_en"], unique=False)
    op.create_table(
        "comentarios",
        sa.Column("id", IDENTIFICADOR, nullable=False),
        sa.Column("sobre_id", IDENTIFICADOR, nullable=False),
        sa.Column("padre_id", IDENTIFICADOR, nullable=True),
        sa.Column("raiz_id", IDENTIFICADOR, nullable=False),
        sa.Column("profundidad", sa.Integer(), nullable=False),
        sa.Column("posicion", sa.String(length=10), nullable=False),
        sa.Column("de_personal", sa.String(length=160), nullable=False),
        sa.Column("a_favor", sa.Integer(), nullable=False),
        sa.Column("en_contra", sa.Integer(), nullable=False),
        sa.Column("a_favor_importados", sa.Integer(), nullable=False),
        sa.Column("en_contra_importados", sa.Integer(), nullable=False),
        sa.Column("puntaje", IDENTIFICADOR, nullable=False),
        sa.Column("respuestas", sa.Integer(), nullable=False),
        sa.Column("creado_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("editado_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retirado_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("padre_ausente", sa.String(length=80), nullable=True),
        sa.Column("origen", sa.String(length=40), nullable=True),
        sa.Column("origen_id", sa.String(length=80), nullable=True),
        sa.Column("texto", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "posicion IN ('a_favor', 'en_contra', 'pregunta', 'aporte')", name=op.f("ck_comentarios_posicion")
        ),
        sa.CheckConstraint("retirado_en IS NULL OR texto = ''", name=op.f("ck_comentarios_retirado_sin_texto")),
        sa.CheckConstraint(
            "texto <> '' OR retirado_en IS NOT NULL OR origen IS NOT NULL", name=op.f("ck_comentarios_texto")
        ),
        sa.CheckConstraint(
            "(padre_id IS NULL) = (profundidad = 0)", name=op.f("ck_comentarios_raiz_sin_padre")
        ),
        sa.CheckConstraint("(padre_id IS NULL) = (raiz_id = id)", name=op.f("ck_comentarios_raiz")),
        sa.CheckConstraint(
            "a_favor >= 0 AND en_contra >= 0 AND respuestas >= 0 AND profundidad >= 0 AND a_favor_importados >= 0 AND en_contra_importados >= 0",
            name=op.f("ck_comentarios_cuentas"),
        ),
        sa.CheckConstraint("padre_id IS NULL OR padre_id <> id", name=op.f("ck_comentarios_padre")),
        sa.ForeignKeyConstraint(["id"], ["contenidos.id"], name=op.f("fk_comentarios_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["padre_id"], ["comentarios.id"], name=op.f("fk_comentarios_padre_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["sobre_id"], ["contenidos.id"], name=op.f("fk_comentarios_sobre_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comentarios")),
        sa.UniqueConstraint("origen", "origen_id", name=op.f("uq_comentarios_origen_origen_id")),
    )
    op.create_index(
        "ix_comentarios_nuevas",
        "comentarios",
        ["sobre_id", "creado_en", "id"],
        unique=False,
        sqlite_where=sa.text("padre_id IS NULL"),
        postgresql_where=sa.text("padre_id IS NULL"),
    )
    op.create_index("ix_comentarios_padre_id", "comentarios", ["padre_id", "id"], unique=False)
    op.create_index(
        "ix_comentarios_posicion_nuevas",
        "comentarios",
        ["sobre_id", "posicion", "creado_en", "id"],
        unique=False,
        sqlite_where=sa.text("padre_id IS NULL"),
        postgresql_where=sa.text("padre_id IS NULL"),
    )
    op.create_index(
        "ix_comentarios_posicion_respondidas",
        "comentarios",
        ["sobre_id", "posicion", "respuestas", "id"],
        unique=False,
        sqlite_where=sa.text("padre_id IS NULL"),
        postgresql_where=sa.text("padre_id IS NULL"),
    )
    op.create_index(
        "ix_comentarios_posicion_valoradas",
        "comentarios",
        ["sobre_id", "posicion", "puntaje", "id"],
        unique=False,
        sqlite_where=sa.text("padre_id IS NULL"),
        postgresql_where=sa.text("padre_id IS NULL"),
    )
    op.create_index("ix_comentarios_raiz_id", "comentarios", ["raiz_id", "id"], unique=False)
    op.create_index(
        "ix_comentarios_respondidas",
        "comentarios",
        ["sobre_id", "respuestas", "id"],
        unique=False,
        sqlite_where=sa.text("padre_id IS NULL"),
        postgresql_where=sa.text("padre_id IS NULL"),
    )
    op.create_index("ix_comentarios_sobre_id", "comentarios", ["sobre_id", "id"], unique=False)
    op.create_index(
        "ix_comentarios_valoradas",
        "comentarios",
        ["sobre_id", "puntaje", "id"],
        unique=False,
        sqlite_where=sa.text("padre_id IS NULL"),
        postgresql_where=sa.text("padre_id IS NULL"),
    )
    op.create_table(
        "conversaciones",
        sa.Column("contenido_id", IDENTIFICADOR, nullable=False),
        sa.Column("comentarios", sa.Integer(), nullable=False),
        sa.Column("raices", sa.Integer(), nullable=False),
        sa.Column("a_favor", sa.Integer(), nullable=False),
        sa.Column("en_contra", sa.Integer(), nullable=False),
        sa.Column("preguntas", sa.Integer(), nullable=False),
        sa.Column("aportes", sa.Integer(), nullable=False),
        sa.Column("ultimo_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", IDENTIFICADOR, nullable=False),
        sa.CheckConstraint(
            "a_favor >= 0 AND en_contra >= 0 AND preguntas >= 0 AND aportes >= 0 AND a_favor + en_contra + preguntas + aportes = raices",
            name=op.f("ck_conversaciones_posiciones"),
        ),
        sa.CheckConstraint(
            "comentarios >= 0 AND raices >= 0 AND raices <= comentarios", name=op.f("ck_conversaciones_cuentas")
        ),
        sa.ForeignKeyConstraint(
            ["contenido_id"], ["contenidos.id"], name=op.f("fk_conversaciones_contenido_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contenido_id", name=op.f("pk_conversaciones")),
    )
    op.create_table(
        "documentos",
        sa.Column("contenido_id", IDENTIFICADOR, nullable=False),
        sa.Column("clase", sa.String(length=20), nullable=False),
        sa.Column("titulo", sa.Text(), nullable=False),
        sa.Column("texto", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contenido_id"], ["contenidos.id"], name=op.f("fk_documentos_contenido_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contenido_id", name=op.f("pk_documentos")),
    )
    op.create_table(
        "empadronadas",
        sa.Column("padron_id", IDENTIFICADOR, nullable=False),
        sa.Column("huella", sa.String(length=64), nullable=False),
        sa.Column("territorio_id", IDENTIFICADOR, nullable=True),
        sa.Column("nacimiento", sa.Integer(), nullable=True),
        sa.Column("comprobacion", sa.String(length=64), nullable=False),
        sa.Column("fundamento", sa.String(length=12), nullable=False),
        sa.Column("alta_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("baja_en", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "fundamento IN ('domicilio', 'trabajo', 'estudio')", name=op.f("ck_empadronadas_fundamento")
        ),
        sa.CheckConstraint("length(huella) = 64", name=op.f("ck_empadronadas_huella")),
        sa.CheckConstraint(
            "nacimiento IS NULL OR nacimiento BETWEEN 1880 AND 2200", name=op.f("ck_empadronadas_nacimiento")
        ),
        sa.ForeignKeyConstraint(
            ["padron_id"], ["padrones.id"], name=op.f("fk_empadronadas_padron_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["territorio_id"],
            ["territorios.id"],
            name=op.f("fk_empadronadas_territorio_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("padron_id", "huella", name=op.f("pk_empadronadas")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_empadronadas_territorio", "empadronadas", ["padron_id", "territorio_id"], unique=False)
    op.create_table(
        "comentarios_votos",
        sa.Column("comentario_id", IDENTIFICADOR, nullable=False),
        sa.Column("persona_id", IDENTIFICADOR, nullable=False),
        sa.Column("valor", sa.Integer(), nullable=False),
        sa.CheckConstraint("valor IN (-1, 1)", name=op.f("ck_comentarios_votos_valor")),
        sa.ForeignKeyConstraint(
            ["comentario_id"],
            ["comentarios.id"],
            name=op.f("fk_comentarios_votos_comentario_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_comentarios_votos_persona_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("comentario_id", "persona_id", name=op.f("pk_comentarios_votos")),
    )
    op.create_index(op.f("ix_comentarios_votos_persona_id"), "comentarios_votos", ["persona_id"], unique=False)
    op.create_table(
        "padron_cortes",
        sa.Column("id", IDENTIFICADOR, nullable=False),
        sa.Column("proceso_id", IDENTIFICADOR, nullable=False),
        sa.Column("nombre", sa.String(length=120), nullable=False),
        sa.Column("fecha", sa.DateTime(timezone=True), nullable=False),
        sa.Column("objeciones_hasta", sa.DateTime(timezone=True), nullable=False),
        sa.Column("respuestas_hasta", sa.DateTime(timezone=True), nullable=False),
        sa.Column("padrones", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("por_territorio", sa.JSON(), nullable=False),
        sa.Column("autora_id", IDENTIFICADOR, nullable=True),
        sa.Column("creado_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("objeciones_hasta > fecha", name=op.f("ck_padron_cortes_objeciones")),
        sa.CheckConstraint("respuestas_hasta >= objeciones_hasta", name=op.f("ck_padron_cortes_respuestas")),
        sa.CheckConstraint("total >= 0", name=op.f("ck_padron_cortes_total")),
        sa.ForeignKeyConstraint(
            ["autora_id"], ["personas.id"], name=op.f("fk_padron_cortes_autora_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["proceso_id"], ["procesos.id"], name=op.f("fk_padron_cortes_proceso_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_padron_cortes")),
        sa.UniqueConstraint("proceso_id", "nombre", name=op.f("uq_padron_cortes_proceso_id_nombre")),
    )
    op.create_table(
        "coautorias",
        sa.Column("propuesta_id", IDENTIFICADOR, nullable=False),
        sa.Column("persona_id", IDENTIFICADOR, nullable=False),
        sa.Column("estado", sa.String(length=10), nullable=False),
        sa.Column("invitada_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("respondida_en", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "estado IN ('invitada', 'aceptada', 'rechazada')", name=op.f("ck_coautorias_estado")
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_coautorias_persona_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["propuesta_id"], ["propuestas.id"], name=op.f("fk_coautorias_propuesta_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("propuesta_id", "persona_id", name=op.f("pk_coautorias")),
    )
    op.create_index("ix_coautorias_persona_id_estado", "coautorias", ["persona_id", "estado"], unique=False)
    op.create_table(
        "padron_objeciones",
        sa.Column("id", IDENTIFICADOR, nullable=False),
        sa.Column("corte_id", IDENTIFICADOR, nullable=False),
        sa.Column("codigo_huella", sa.String(length=64), nullable=False),
        sa.Column("clase", sa.String(length=10), nullable=False),
        sa.Column("texto", sa.Text(), nullable=False),
        sa.Column("persona_id", IDENTIFICADOR, nullable=True),
        sa.Column("contacto", sa.String(length=160), nullable=False),
        sa.Column("estado", sa.String(length=12), nullable=False),
        sa.Column("respuesta", sa.Text(), nullable=False),
        sa.Column("resuelta_por_id", IDENTIFICADOR, nullable=True),
        sa.Column("recibida_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resuelta_en", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(estado = 'recibida') = (resuelta_en IS NULL)", name=op.f("ck_padron_objeciones_resuelta")
        ),
        sa.CheckConstraint("clase IN ('falto', 'sobra', 'dato')", name=op.f("ck_padron_objeciones_clase")),
        sa.CheckConstraint(
            "estado = 'recibida' OR respuesta <> ''", name=op.f("ck_padron_objeciones_razonada")
        ),
        sa.CheckConstraint(
            "estado IN ('recibida', 'aceptada', 'rechazada')", name=op.f("ck_padron_objeciones_estado")
        ),
        sa.CheckConstraint("texto <> ''", name=op.f("ck_padron_objeciones_texto")),
        sa.ForeignKeyConstraint(
            ["corte_id"], ["padron_cortes.id"], name=op.f("fk_padron_objeciones_corte_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_padron_objeciones_persona_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["resuelta_por_id"],
            ["personas.id"],
            name=op.f("fk_padron_objeciones_resuelta_por_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_padron_objeciones")),
        sa.UniqueConstraint("codigo_huella", name=op.f("uq_padron_objeciones_codigo_huella")),
    )
    op.create_index(
        "ix_padron_objeciones_corte_id_estado", "padron_objeciones", ["corte_id", "estado", "id"], unique=False
    )
    op.create_index("ix_personas_contacto", "personas", ["contacto"], unique=False)
    op.create_index("ix_personas_nombre_clave", "personas", ["nombre_clave"], unique=False)
    op.create_index("ix_propuestas_por_archivar", "propuestas", ["estado", "cierra_en"], unique=False)
    op.create_index(
        "ix_propuestas_facetas_activas",
        "propuestas_facetas",
        ["clase", "valor", "actividad", "propuesta_id"],
        unique=False,
    )
    op.create_index(
        "ix_propuestas_facetas_cierran",
        "propuestas_facetas",
        ["clase", "valor", "cierra", "propuesta_id"],
        unique=False,
    )


def _sin_tablas() -> None:
    op.drop_index("ix_propuestas_facetas_cierran", table_name="propuestas_facetas")
    op.drop_index("ix_propuestas_facetas_activas", table_name="propuestas_facetas")
    op.drop_index("ix_propuestas_por_archivar", table_name="propuestas")
    op.drop_index("ix_personas_nombre_clave", table_name="personas")
    op.drop_index("ix_personas_contacto", table_name="personas")
    op.drop_index("ix_padron_objeciones_corte_id_estado", table_name="padron_objeciones")
    op.drop_table("padron_objeciones")
    op.drop_index("ix_coautorias_persona_id_estado", table_name="coautorias")
    op.drop_table("coautorias")
    op.drop_table("padron_cortes")
    op.drop_index(op.f("ix_comentarios_votos_persona_id"), table_name="comentarios_votos")
    op.drop_table("comentarios_votos")
    op.drop_index("ix_empadronadas_territorio", table_name="empadronadas")
    op.drop_table("empadronadas")
    op.drop_table("documentos")
    op.drop_table("conversaciones")
    op.drop_index(
        "ix_comentarios_valoradas",
        table_name="comentarios",
        sqlite_where=sa.text("padre_id IS NULL"),
        postgresql_where=sa.text("padre_id IS NULL"),
    )
    op.drop_index("ix_comentarios_sobre_id", table_name="comentarios")
    op.drop_index(
        "ix_comentarios_respondidas",
        table_name="comentarios",
        sqlite_where=sa.text("padre_id IS NULL"),
        postgresql_where=sa.text("padre_id IS NULL"),
    )
    op.drop_index("ix_comentarios_raiz_id", table_name="comentarios")
    op.drop_index(
        "ix_comentarios_posicion_valoradas",
        table_name="comentarios",
        sqlite_where=sa.text("padre_id IS NULL"),
        postgresql_where=sa.text("padre_id IS NULL"),
    )
    op.drop_index(
        "ix_comentarios_posicion_respondidas",
        table_name="comentarios",
        sqlite_where=sa.text("padre_id IS NULL"),
        postgresql_where=sa.text("padre_id IS NULL"),
    )
    op.drop_index(
        "ix_comentarios_posicion_nuevas",
        table_name="comentarios",
        sqlite_where=sa.text("padre_id IS NULL"),
        postgresql_where=sa.text("padre_id IS NULL"),
    )
    op.drop_index("ix_comentarios_padre_id", table_name="comentarios")
    op.drop_index(
        "ix_comentarios_nuevas",
        table_name="comentarios",
        sqlite_where=sa.text("padre_id IS NULL"),
        postgresql_where=sa.text("padre_id IS NULL"),
    )
    op.drop_table("comentarios")
    op.drop_index("ix_atenciones_vista_en", table_name="atenciones")
    op.drop_index(op.f("ix_atenciones_persona_id"), table_name="atenciones")
    op.drop_index(op.f("ix_atenciones_facilitadora_id"), table_name="atenciones")
    op.drop_table("atenciones")
    op.drop_index("ix_adjuntos_sueltos", table_name="adjuntos")
    op.drop_table("adjuntos")
    op.drop_index("ix_actos_mostrador_persona_id", table_name="actos_mostrador")
    op.drop_index("ix_actos_mostrador_facilitadora_id_ocurrio_en", table_name="actos_mostrador")
    op.drop_table("actos_mostrador")
    op.drop_index("ix_solicitudes_datos_persona_id", table_name="solicitudes_datos")
    op.drop_index("ix_solicitudes_datos_estado_vence", table_name="solicitudes_datos")
    op.drop_table("solicitudes_datos")
    op.drop_table("segundos_factores")
    op.drop_index(
        "uq_padrones_vigente",
        table_name="padrones",
        sqlite_where=sa.text("estado = 'vigente'"),
        postgresql_where=sa.text("estado = 'vigente'"),
    )
    op.drop_table("padrones")
    op.drop_table("padron_vinculos")
    op.drop_index(op.f("ix_codigos_impresos_persona_id"), table_name="codigos_impresos")
    op.drop_table("codigos_impresos")
    op.drop_table("avisos_privacidad")
    op.drop_table("puntos_atencion")
    op.drop_table("sellos")
