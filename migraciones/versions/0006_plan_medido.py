"""El plan que se mide: indicadores, metas, mediciones, hitos, dinero, versiones, consulta y cifras."""

from __future__ import annotations

import sys
from pathlib import Path

import sqlalchemy as sa
from alembic import op

sys.path.insert(0, str(Path(__file__).parents[1]))
import cambios

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

JSON_VACIO = "JSON NOT NULL DEFAULT '{}'"
COLUMNAS: tuple[tuple[str, str, str, str], ...] = (
    ("planes", "umbral_a_tiempo", "SMALLINT NOT NULL DEFAULT 90", ""),
    ("planes", "umbral_en_riesgo", "SMALLINT NOT NULL DEFAULT 60", ""),
    ("elementos", "supuestos", "TEXT NOT NULL DEFAULT ''", ""),
    ("elementos", "traducciones", JSON_VACIO, ""),
    ("importaciones_plan", "clase", "VARCHAR(12) NOT NULL DEFAULT 'elementos'", ""),
    ("actos", "huella", "VARCHAR(64) NOT NULL DEFAULT ''", ""),
    ("procesos", "traducciones", JSON_VACIO, ""),
    ("fases", "traducciones", JSON_VACIO, ""),
    ("niveles", "traducciones", JSON_VACIO, ""),
    ("unidades", "traducciones", JSON_VACIO, ""),
    ("puntos_atencion", "traducciones", JSON_VACIO, ""),
)
TIPOS = "tipo IN ('estrategico', 'gobierno', 'presupuestario', 'indicativo', 'anual'"
CONDICIONES: tuple[tuple[str, str, str | None, str | None], ...] = (
    ("planes", "tipo", f"{TIPOS})", f"{TIPOS}, 'marco')"),
    (
        "planes",
        "umbrales",
        None,
        "umbral_en_riesgo > 0 AND umbral_a_tiempo > umbral_en_riesgo AND umbral_a_tiempo <= 100",
    ),
    (
        "importaciones_plan",
        "clase",
        None,
        "clase IN ('elementos', 'indicadores', 'metas', 'mediciones', 'hitos', 'avances', 'montos')",
    ),
    ("actos", "huella", None, "huella = '' OR length(huella) = 64"),
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


CANTIDAD = sa.Numeric(24, 6).with_variant(sa.String(32), "sqlite")


def _tablas() -> None:
    op.create_table(
        "propuestas_cifras",
        sa.Column("elemento_id", IDENTIFICADOR, autoincrement=False, nullable=False),
        sa.Column("territorio_id", IDENTIFICADOR, autoincrement=False, nullable=False),
        sa.Column("mes", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("estado", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("proceso_id", IDENTIFICADOR, autoincrement=False, nullable=False),
        sa.Column("cuantas", sa.Integer(), nullable=False),
        sa.CheckConstraint("cuantas >= 0", name=op.f("ck_propuestas_cifras_cuantas")),
        sa.PrimaryKeyConstraint(
            "elemento_id", "territorio_id", "mes", "estado", "proceso_id", name=op.f("pk_propuestas_cifras")
        ),
    )
    op.create_table(
        "consultas_plan",
        sa.Column("plan_id", IDENTIFICADOR, nullable=False),
        sa.Column("pregunta", sa.Text(), nullable=False),
        sa.Column("abre", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cierra", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nivel", sa.SmallInteger(), nullable=True),
        sa.Column("puestos", sa.SmallInteger(), nullable=False),
        sa.Column("acreditacion", sa.SmallInteger(), nullable=False),
        sa.Column("devolucion", sa.Text(), nullable=False),
        sa.CheckConstraint("acreditacion BETWEEN 0 AND 3", name=op.f("ck_consultas_plan_acreditacion")),
        sa.CheckConstraint("cierra > abre", name=op.f("ck_consultas_plan_fechas")),
        sa.CheckConstraint("puestos BETWEEN 1 AND 10", name=op.f("ck_consultas_plan_puestos")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["planes.id"], name=op.f("fk_consultas_plan_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_consultas_plan")),
    )
    op.create_table(
        "momentos",
        sa.Column("id", IDENTIFICADOR, nullable=False),
        sa.Column("plan_id", IDENTIFICADOR, nullable=False),
        sa.Column("clave", sa.String(length=40), nullable=False),
        sa.Column("nombres", sa.JSON(), nullable=False),
        sa.Column("orden", sa.Integer(), nullable=False),
        sa.CheckConstraint("clave <> ''", name=op.f("ck_momentos_clave")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["planes.id"], name=op.f("fk_momentos_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_momentos")),
        sa.UniqueConstraint("plan_id", "clave", name=op.f("uq_momentos_plan_id_clave")),
        sa.UniqueConstraint("plan_id", "orden", name=op.f("uq_momentos_plan_id_orden")),
    )
    op.create_table(
        "planes_versiones",
        sa.Column("plan_id", IDENTIFICADOR, nullable=False),
        sa.Column("numero", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("publicada_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("persona_id", IDENTIFICADOR, nullable=True),
        sa.Column("acto_id", IDENTIFICADOR, nullable=True),
        sa.Column("que_cambio", sa.Text(), nullable=False),
        sa.Column("por_que", sa.Text(), nullable=False),
        sa.Column("huella", sa.String(length=64), nullable=False),
        sa.Column("tablas", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "numero = 1 OR (que_cambio <> '' AND por_que <> '')", name=op.f("ck_planes_versiones_con_motivo")
        ),
        sa.CheckConstraint("length(huella) = 64", name=op.f("ck_planes_versiones_huella")),
        sa.CheckConstraint("numero > 0", name=op.f("ck_planes_versiones_numero")),
        sa.ForeignKeyConstraint(
            ["acto_id"], ["actos.id"], name=op.f("fk_planes_versiones_acto_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_planes_versiones_persona_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["planes.id"], name=op.f("fk_planes_versiones_plan_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("plan_id", "numero", name=op.f("pk_planes_versiones")),
    )
    op.create_table(
        "avances",
        sa.Column("id", IDENTIFICADOR, nullable=False),
        sa.Column("elemento_id", IDENTIFICADOR, nullable=False),
        sa.Column("porcentaje", sa.SmallInteger(), nullable=False),
        sa.Column("fecha", sa.Date(), nullable=False),
        sa.Column("motivo", sa.String(length=500), nullable=False),
        sa.Column("persona_id", IDENTIFICADOR, nullable=True),
        sa.Column("anotado_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("motivo <> ''", name=op.f("ck_avances_motivo")),
        sa.CheckConstraint("porcentaje BETWEEN 0 AND 100", name=op.f("ck_avances_porcentaje")),
        sa.ForeignKeyConstraint(
            ["elemento_id"], ["elementos.id"], name=op.f("fk_avances_elemento_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_avances_persona_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_avances")),
    )
    op.create_index("ix_avances_elemento_id_fecha", "avances", ["elemento_id", "fecha", "id"], unique=False)
    op.create_table(
        "elementos_apoyos",
        sa.Column("elemento_id", IDENTIFICADOR, nullable=False),
        sa.Column("persona_id", IDENTIFICADOR, nullable=False),
        sa.Column("dado_en", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["elemento_id"], ["elementos.id"], name=op.f("fk_elementos_apoyos_elemento_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_elementos_apoyos_persona_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("elemento_id", "persona_id", name=op.f("pk_elementos_apoyos")),
    )
    op.create_index(op.f("ix_elementos_apoyos_persona_id"), "elementos_apoyos", ["persona_id"], unique=False)
    op.create_table(
        "hitos",
        sa.Column("id", IDENTIFICADOR, nullable=False),
        sa.Column("elemento_id", IDENTIFICADOR, nullable=False),
        sa.Column("titulo", sa.String(length=200), nullable=False),
        sa.Column("peso", sa.Integer(), nullable=False),
        sa.Column("vence", sa.Date(), nullable=True),
        sa.Column("cumplido_en", sa.Date(), nullable=True),
        sa.Column("fuente", sa.String(length=300), nullable=False),
        sa.Column("cancelado", sa.String(length=300), nullable=False),
        sa.Column("orden", sa.Integer(), nullable=False),
        sa.Column("traducciones", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(cancelado = '') OR cumplido_en IS NULL", name=op.f("ck_hitos_cancelado_sin_cumplir")
        ),
        sa.CheckConstraint("titulo <> ''", name=op.f("ck_hitos_titulo")),
        sa.CheckConstraint("peso > 0", name=op.f("ck_hitos_peso")),
        sa.ForeignKeyConstraint(
            ["elemento_id"], ["elementos.id"], name=op.f("fk_hitos_elemento_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hitos")),
        sa.UniqueConstraint("elemento_id", "orden", name=op.f("uq_hitos_elemento_id_orden")),
    )
    op.create_table(
        "indicadores",
        sa.Column("id", IDENTIFICADOR, nullable=False),
        sa.Column("plan_id", IDENTIFICADOR, nullable=False),
        sa.Column("elemento_id", IDENTIFICADOR, nullable=False),
        sa.Column("territorio_id", IDENTIFICADOR, nullable=True),
        sa.Column("lugar", sa.String(length=120), nullable=False),
        sa.Column("codigo", sa.String(length=160), nullable=False),
        sa.Column("nombre", sa.String(length=200), nullable=False),
        sa.Column("definicion", sa.Text(), nullable=False),
        sa.Column("formula", sa.Text(), nullable=False),
        sa.Column("unidad", sa.String(length=80), nullable=False),
        sa.Column("decimales", sa.SmallInteger(), nullable=False),
        sa.Column("frecuencia", sa.String(length=14), nullable=False),
        sa.Column("direccion", sa.String(length=12), nullable=False),
        sa.Column("acumulacion", sa.String(length=14), nullable=False),
        sa.Column("banda_desde", CANTIDAD, nullable=True),
        sa.Column("banda_hasta", CANTIDAD, nullable=True),
        sa.Column("base_fecha", sa.Date(), nullable=True),
        sa.Column("base_valor", CANTIDAD, nullable=True),
        sa.Column("fuente", sa.String(length=300), nullable=False),
        sa.Column("verificacion", sa.String(length=300), nullable=False),
        sa.Column("unidad_id", IDENTIFICADOR, nullable=True),
        sa.Column("estado", sa.String(length=10), nullable=False),
        sa.Column("motivo_cancelacion", sa.String(length=500), nullable=False),
        sa.Column("orden", sa.Integer(), nullable=False),
        sa.Column("traducciones", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(direccion = 'mantiene') = (acumulacion = 'mantenimiento')",
            name=op.f("ck_indicadores_se_mantiene"),
        ),
        sa.CheckConstraint(
            "(direccion = 'mantiene') = (banda_desde IS NOT NULL) AND (direccion = 'mantiene') = (banda_hasta IS NOT NULL)",
            name=op.f("ck_indicadores_banda"),
        ),
        sa.CheckConstraint(
            "acumulacion IN ('incremento', 'stock', 'reduccion', 'mantenimiento')",
            name=op.f("ck_indicadores_acumulacion"),
        ),
        sa.CheckConstraint(
            "codigo <> '' AND nombre <> '' AND unidad <> ''", name=op.f("ck_indicadores_con_nombre")
        ),
        sa.CheckConstraint(
            "direccion IN ('sube', 'baja', 'mantiene', 'sin_definir')", name=op.f("ck_indicadores_direccion")
        ),
        sa.CheckConstraint(
            "estado = 'activo' OR motivo_cancelacion <> ''", name=op.f("ck_indicadores_cancelado_con_motivo")
        ),
        sa.CheckConstraint("estado IN ('activo', 'cancelado')", name=op.f("ck_indicadores_estado")),
        sa.CheckConstraint(
            "frecuencia IN ('mensual', 'bimestral', 'trimestral', 'cuatrimestral', 'semestral', 'anual', 'bienal', 'trienal', 'quinquenal', 'decenal', 'irregular')",
            name=op.f("ck_indicadores_frecuencia"),
        ),
        sa.CheckConstraint(
            "(base_fecha IS NULL) = (base_valor IS NULL)", name=op.f("ck_indicadores_linea_base")
        ),
        sa.CheckConstraint("decimales BETWEEN 0 AND 6", name=op.f("ck_indicadores_decimales")),
        sa.ForeignKeyConstraint(
            ["elemento_id"], ["elementos.id"], name=op.f("fk_indicadores_elemento_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["planes.id"], name=op.f("fk_indicadores_plan_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["territorio_id"],
            ["territorios.id"],
            name=op.f("fk_indicadores_territorio_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unidad_id"], ["unidades.id"], name=op.f("fk_indicadores_unidad_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicadores")),
        sa.UniqueConstraint("plan_id", "codigo", name=op.f("uq_indicadores_plan_id_codigo")),
    )
    op.create_index("ix_indicadores_elemento_id_orden", "indicadores", ["elemento_id", "orden"], unique=False)
    op.create_index("ix_indicadores_plan_id_orden", "indicadores", ["plan_id", "orden"], unique=False)
    op.create_index(op.f("ix_indicadores_territorio_id"), "indicadores", ["territorio_id"], unique=False)
    op.create_index(op.f("ix_indicadores_unidad_id"), "indicadores", ["unidad_id"], unique=False)
    op.create_table(
        "montos",
        sa.Column("elemento_id", IDENTIFICADOR, nullable=False),
        sa.Column("anio", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("momento_id", IDENTIFICADOR, nullable=False),
        sa.Column("valor", IDENTIFICADOR, nullable=False),
        sa.Column("fuente", sa.String(length=300), nullable=False),
        sa.CheckConstraint("anio BETWEEN 1900 AND 2200", name=op.f("ck_montos_anio")),
        sa.CheckConstraint("valor >= 0", name=op.f("ck_montos_valor")),
        sa.ForeignKeyConstraint(
            ["elemento_id"], ["elementos.id"], name=op.f("fk_montos_elemento_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["momento_id"], ["momentos.id"], name=op.f("fk_montos_momento_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("elemento_id", "anio", "momento_id", name=op.f("pk_montos")),
    )
    op.create_table(
        "prioridades",
        sa.Column("persona_id", IDENTIFICADOR, nullable=False),
        sa.Column("elemento_id", IDENTIFICADOR, nullable=False),
        sa.Column("plan_id", IDENTIFICADOR, nullable=False),
        sa.Column("puesto", sa.SmallInteger(), nullable=False),
        sa.Column("dada_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("puesto BETWEEN 1 AND 10", name=op.f("ck_prioridades_puesto")),
        sa.ForeignKeyConstraint(
            ["elemento_id"], ["elementos.id"], name=op.f("fk_prioridades_elemento_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_prioridades_persona_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["planes.id"], name=op.f("fk_prioridades_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("persona_id", "elemento_id", name=op.f("pk_prioridades")),
        sa.UniqueConstraint(
            "plan_id", "persona_id", "puesto", name=op.f("uq_prioridades_plan_id_persona_id_puesto")
        ),
    )
    op.create_index(op.f("ix_prioridades_elemento_id"), "prioridades", ["elemento_id"], unique=False)
    op.create_table(
        "situaciones",
        sa.Column("elemento_id", IDENTIFICADOR, nullable=False),
        sa.Column("situacion", sa.String(length=10), nullable=False),
        sa.Column("motivo", sa.String(length=500), nullable=False),
        sa.Column("persona_id", IDENTIFICADOR, nullable=True),
        sa.Column("puesta_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("motivo <> ''", name=op.f("ck_situaciones_motivo")),
        sa.CheckConstraint(
            "situacion IN ('cumplido', 'a_tiempo', 'en_riesgo', 'atrasado')",
            name=op.f("ck_situaciones_situacion"),
        ),
        sa.ForeignKeyConstraint(
            ["elemento_id"], ["elementos.id"], name=op.f("fk_situaciones_elemento_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_situaciones_persona_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("elemento_id", name=op.f("pk_situaciones")),
    )
    op.create_table(
        "mediciones",
        sa.Column("id", IDENTIFICADOR, nullable=False),
        sa.Column("indicador_id", IDENTIFICADOR, nullable=False),
        sa.Column("fecha", sa.Date(), nullable=False),
        sa.Column("valor", CANTIDAD, nullable=False),
        sa.Column("fuente", sa.String(length=300), nullable=False),
        sa.Column("principal", sa.Boolean(), nullable=False),
        sa.Column("nota", sa.String(length=1000), nullable=False),
        sa.Column("traida", sa.String(length=120), nullable=False),
        sa.Column("persona_id", IDENTIFICADOR, nullable=True),
        sa.Column("anotada_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corregida_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("motivo", sa.String(length=500), nullable=False),
        sa.Column("reemplazo_id", IDENTIFICADOR, nullable=True),
        sa.CheckConstraint(
            "corregida_en IS NULL OR motivo <> ''", name=op.f("ck_mediciones_corregida_con_motivo")
        ),
        sa.CheckConstraint("fuente <> ''", name=op.f("ck_mediciones_fuente")),
        sa.CheckConstraint(
            "reemplazo_id IS NULL OR corregida_en IS NOT NULL", name=op.f("ck_mediciones_reemplazo")
        ),
        sa.CheckConstraint(
            "reemplazo_id IS NULL OR reemplazo_id <> id", name=op.f("ck_mediciones_otro_reemplazo")
        ),
        sa.ForeignKeyConstraint(
            ["indicador_id"], ["indicadores.id"], name=op.f("fk_mediciones_indicador_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_mediciones_persona_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["reemplazo_id"], ["mediciones.id"], name=op.f("fk_mediciones_reemplazo_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediciones")),
    )
    op.create_index("ix_mediciones_indicador_id_fecha", "mediciones", ["indicador_id", "fecha"], unique=False)
    op.create_index(
        "uq_mediciones_fuente",
        "mediciones",
        ["indicador_id", "fecha", "fuente"],
        unique=True,
        sqlite_where=sa.text("corregida_en IS NULL"),
        postgresql_where=sa.text("corregida_en IS NULL"),
    )
    op.create_index(
        "uq_mediciones_principal",
        "mediciones",
        ["indicador_id", "fecha"],
        unique=True,
        sqlite_where=sa.text("corregida_en IS NULL AND principal"),
        postgresql_where=sa.text("corregida_en IS NULL AND principal"),
    )
    op.create_table(
        "metas",
        sa.Column("indicador_id", IDENTIFICADOR, nullable=False),
        sa.Column("fin", sa.Date(), nullable=False),
        sa.Column("inicio", sa.Date(), nullable=False),
        sa.Column("valor", CANTIDAD, nullable=False),
        sa.CheckConstraint("fin >= inicio", name=op.f("ck_metas_periodo")),
        sa.ForeignKeyConstraint(
            ["indicador_id"], ["indicadores.id"], name=op.f("fk_metas_indicador_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("indicador_id", "fin", name=op.f("pk_metas")),
        sa.UniqueConstraint("indicador_id", "inicio", name=op.f("uq_metas_indicador_id_inicio")),
    )


def _sin_tablas() -> None:
    op.drop_table("metas")
    op.drop_index(
        "uq_mediciones_principal",
        table_name="mediciones",
        sqlite_where=sa.text("corregida_en IS NULL AND principal"),
        postgresql_where=sa.text("corregida_en IS NULL AND principal"),
    )
    op.drop_index(
        "uq_mediciones_fuente",
        table_name="mediciones",
        sqlite_where=sa.text("corregida_en IS NULL"),
        postgresql_where=sa.text("corregida_en IS NULL"),
    )
    op.drop_index("ix_mediciones_indicador_id_fecha", table_name="mediciones")
    op.drop_table("mediciones")
    op.drop_table("situaciones")
    op.drop_index(op.f("ix_prioridades_elemento_id"), table_name="prioridades")
    op.drop_table("prioridades")
    op.drop_table("montos")
    op.drop_index(op.f("ix_indicadores_unidad_id"), table_name="indicadores")
    op.drop_index(op.f("ix_indicadores_territorio_id"), table_name="indicadores")
    op.drop_index("ix_indicadores_plan_id_orden", table_name="indicadores")
    op.drop_index("ix_indicadores_elemento_id_orden", table_name="indicadores")
    op.drop_table("indicadores")
    op.drop_table("hitos")
    op.drop_index(op.f("ix_elementos_apoyos_persona_id"), table_name="elementos_apoyos")
    op.drop_table("elementos_apoyos")
    op.drop_index("ix_avances_elemento_id_fecha", table_name="avances")
    op.drop_table("avances")
    op.drop_table("planes_versiones")
    op.drop_table("momentos")
    op.drop_table("consultas_plan")
    op.drop_table("propuestas_cifras")
