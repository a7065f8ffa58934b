"""Los cimientos: territorio, cuentas, contenido, plan, procesos y propuestas."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "actos",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organo", sa.String(length=160), nullable=False),
        sa.Column("numero", sa.String(length=80), nullable=False),
        sa.Column("fecha", sa.Date(), nullable=False),
        sa.Column("gaceta", sa.String(length=300), nullable=False),
        sa.CheckConstraint("organo <> '' AND numero <> ''", name=op.f("ck_actos_completo")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actos")),
    )
    op.create_table(
        "arriendos",
        sa.Column("nombre", sa.String(length=60), nullable=False),
        sa.Column("duenio", sa.String(length=80), nullable=False),
        sa.Column("hasta", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("nombre", name=op.f("pk_arriendos")),
    )
    op.create_table(
        "etiquetas",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("clave", sa.String(length=40), nullable=False),
        sa.Column("nombre", sa.String(length=40), nullable=False),
        sa.CheckConstraint("nombre <> ''", name=op.f("ck_etiquetas_nombre")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_etiquetas")),
        sa.UniqueConstraint("clave", name=op.f("uq_etiquetas_clave")),
    )
    op.create_table(
        "limites",
        sa.Column("clave", sa.String(length=80), nullable=False),
        sa.Column(
            "ventana", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("cuenta", sa.Integer(), nullable=False),
        sa.Column("vence", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cuenta >= 0", name=op.f("ck_limites_cuenta")),
        sa.PrimaryKeyConstraint("clave", "ventana", name=op.f("pk_limites")),
    )
    with op.batch_alter_table("limites", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_limites_vence"), ["vence"], unique=False)

    op.create_table(
        "niveles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clave", sa.String(length=40), nullable=False),
        sa.Column("singular", sa.String(length=60), nullable=False),
        sa.Column("plural", sa.String(length=60), nullable=False),
        sa.Column("orden", sa.Integer(), nullable=False),
        sa.CheckConstraint("orden >= 0", name=op.f("ck_niveles_orden")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_niveles")),
        sa.UniqueConstraint("clave", name=op.f("uq_niveles_clave")),
        sa.UniqueConstraint("orden", name=op.f("uq_niveles_orden")),
    )
    op.create_table(
        "salidas",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("para", sa.String(length=320), nullable=False),
        sa.Column("asunto", sa.String(length=200), nullable=False),
        sa.Column("texto", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("creada_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proximo_intento", sa.DateTime(timezone=True), nullable=False),
        sa.Column("intentos", sa.Integer(), nullable=False),
        sa.Column("enviada_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ultimo_error", sa.String(length=300), nullable=True),
        sa.CheckConstraint("intentos >= 0", name=op.f("ck_salidas_intentos")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_salidas")),
    )
    with op.batch_alter_table("salidas", schema=None) as batch_op:
        batch_op.create_index("ix_salidas_pendientes", ["enviada_en", "proximo_intento"], unique=False)

    op.create_table(
        "unidades",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("codigo", sa.String(length=40), nullable=False),
        sa.Column("nombre", sa.String(length=160), nullable=False),
        sa.Column("correo", sa.String(length=320), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unidades")),
        sa.UniqueConstraint("codigo", name=op.f("uq_unidades_codigo")),
    )
    op.create_table(
        "territorios",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("padre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("nivel_id", sa.Integer(), nullable=False),
        sa.Column("codigo", sa.String(length=40), nullable=False),
        sa.Column("nombre", sa.String(length=120), nullable=False),
        sa.Column("ruta", sa.String(length=200), nullable=False),
        sa.Column("orden", sa.Integer(), nullable=False),
        sa.Column("fuera_del_municipio", sa.Boolean(), nullable=False),
        sa.Column("marca", sa.Integer(), nullable=False),
        sa.Column("geometria", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("oeste", sa.Float(), nullable=True),
        sa.Column("sur", sa.Float(), nullable=True),
        sa.Column("este", sa.Float(), nullable=True),
        sa.Column("norte", sa.Float(), nullable=True),
        sa.Column("indice_necesidad", sa.Numeric(precision=4, scale=3), nullable=True),
        sa.CheckConstraint("codigo <> '' AND nombre <> ''", name=op.f("ck_territorios_con_nombre")),
        sa.CheckConstraint(
            "indice_necesidad >= 0 AND indice_necesidad <= 1", name=op.f("ck_territorios_indice_necesidad")
        ),
        sa.CheckConstraint("padre_id IS NULL OR padre_id <> id", name=op.f("ck_territorios_padre")),
        sa.ForeignKeyConstraint(["nivel_id"], ["niveles.id"], name=op.f("fk_territorios_nivel_id")),
        sa.ForeignKeyConstraint(
            ["padre_id"], ["territorios.id"], name=op.f("fk_territorios_padre_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_territorios")),
        sa.UniqueConstraint("codigo", name=op.f("uq_territorios_codigo")),
    )
    with op.batch_alter_table("territorios", schema=None) as batch_op:
        batch_op.create_index("ix_territorios_marca", ["marca"], unique=False)
        batch_op.create_index("ix_territorios_padre_id_orden", ["padre_id", "orden"], unique=False)
        batch_op.create_index("ix_territorios_ruta", ["ruta"], unique=False)

    op.create_table(
        "personas",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seudonimo", sa.String(length=60), nullable=False),
        sa.Column("seudonimo_clave", sa.String(length=160), nullable=True),
        sa.Column("nombre", sa.String(length=120), nullable=True),
        sa.Column("correo", sa.String(length=320), nullable=True),
        sa.Column("correo_confirmado_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clave_hash", sa.String(length=200), nullable=True),
        sa.Column("acreditacion", sa.Integer(), nullable=False),
        sa.Column("estado", sa.String(length=12), nullable=False),
        sa.Column("idioma", sa.String(length=8), nullable=False),
        sa.Column("territorio_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("nacimiento", sa.Integer(), nullable=True),
        sa.Column("huella_origen", sa.String(length=64), nullable=True),
        sa.Column("creada_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "estado IN ('activa', 'suspendida') OR (correo IS NULL AND clave_hash IS NULL)",
            name=op.f("ck_personas_sin_datos"),
        ),
        sa.CheckConstraint(
            "estado IN ('activa', 'suspendida', 'retirada', 'externa')", name=op.f("ck_personas_estado")
        ),
        sa.CheckConstraint("seudonimo <> ''", name=op.f("ck_personas_seudonimo")),
        sa.CheckConstraint("acreditacion BETWEEN 0 AND 3", name=op.f("ck_personas_acreditacion")),
        sa.CheckConstraint(
            "correo IS NULL OR correo = lower(correo)", name=op.f("ck_personas_correo_minusculas")
        ),
        sa.ForeignKeyConstraint(
            ["territorio_id"], ["territorios.id"], name=op.f("fk_personas_territorio_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personas")),
        sa.UniqueConstraint("correo", name=op.f("uq_personas_correo")),
        sa.UniqueConstraint("huella_origen", name=op.f("uq_personas_huella_origen")),
        sa.UniqueConstraint("seudonimo_clave", name=op.f("uq_personas_seudonimo_clave")),
    )
    op.create_table(
        "poblaciones",
        sa.Column("territorio_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("anio", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sexo", sa.String(length=1), nullable=False),
        sa.Column("edad_desde", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edad_hasta", sa.Integer(), nullable=True),
        sa.Column("personas", sa.Integer(), nullable=False),
        sa.Column("fuente", sa.String(length=200), nullable=False),
        sa.CheckConstraint("sexo IN ('M', 'H', 'X', 'T')", name=op.f("ck_poblaciones_sexo")),
        sa.CheckConstraint("edad_desde >= 0 AND edad_hasta >= edad_desde", name=op.f("ck_poblaciones_edades")),
        sa.CheckConstraint("personas >= 0", name=op.f("ck_poblaciones_personas")),
        sa.ForeignKeyConstraint(
            ["territorio_id"], ["territorios.id"], name=op.f("fk_poblaciones_territorio_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("territorio_id", "anio", "sexo", "edad_desde", name=op.f("pk_poblaciones")),
    )
    op.create_table(
        "secciones_electorales",
        sa.Column("codigo", sa.String(length=40), nullable=False),
        sa.Column("territorio_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["territorio_id"],
            ["territorios.id"],
            name=op.f("fk_secciones_electorales_territorio_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("codigo", name=op.f("pk_secciones_electorales")),
    )
    with op.batch_alter_table("secciones_electorales", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_secciones_electorales_territorio_id"), ["territorio_id"], unique=False
        )

    op.create_table(
        "contenidos",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("codigo", sa.String(length=8), nullable=False),
        sa.Column("clase", sa.String(length=20), nullable=False),
        sa.Column("autora_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("estado", sa.String(length=10), nullable=False),
        sa.Column("idioma", sa.String(length=8), nullable=False),
        sa.Column("creado_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "clase IN ('plan', 'elemento', 'proceso', 'propuesta')", name=op.f("ck_contenidos_clase")
        ),
        sa.CheckConstraint("estado IN ('visible', 'oculto')", name=op.f("ck_contenidos_estado")),
        sa.CheckConstraint("length(codigo) = 8", name=op.f("ck_contenidos_codigo")),
        sa.ForeignKeyConstraint(
            ["autora_id"], ["personas.id"], name=op.f("fk_contenidos_autora_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contenidos")),
        sa.UniqueConstraint("codigo", name=op.f("uq_contenidos_codigo")),
    )
    with op.batch_alter_table("contenidos", schema=None) as batch_op:
        batch_op.create_index("ix_contenidos_autora_id_clase", ["autora_id", "clase"], unique=False)

    op.create_table(
        "llaves",
        sa.Column("huella", sa.String(length=64), nullable=False),
        sa.Column("persona_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposito", sa.String(length=16), nullable=False),
        sa.Column("correo", sa.String(length=320), nullable=False),
        sa.Column("clave_hash", sa.String(length=200), nullable=True),
        sa.Column("creada_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("caduca_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("usada_en", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "proposito IN ('confirmar', 'recuperar', 'cambiar_correo')", name=op.f("ck_llaves_proposito")
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_llaves_persona_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("huella", name=op.f("pk_llaves")),
    )
    with op.batch_alter_table("llaves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_llaves_caduca_en"), ["caduca_en"], unique=False)
        batch_op.create_index(batch_op.f("ix_llaves_persona_id"), ["persona_id"], unique=False)

    op.create_table(
        "roles_asignados",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("persona_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rol", sa.String(length=20), nullable=False),
        sa.Column("territorio_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("unidad_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("dado_por_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("dado_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "rol IN ('moderadora', 'planificadora', 'facilitadora', 'evaluadora', 'administradora', 'auditora')",
            name=op.f("ck_roles_asignados_rol"),
        ),
        sa.CheckConstraint(
            "territorio_id IS NULL OR unidad_id IS NULL", name=op.f("ck_roles_asignados_un_alcance")
        ),
        sa.ForeignKeyConstraint(
            ["dado_por_id"], ["personas.id"], name=op.f("fk_roles_asignados_dado_por_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_roles_asignados_persona_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["territorio_id"],
            ["territorios.id"],
            name=op.f("fk_roles_asignados_territorio_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unidad_id"], ["unidades.id"], name=op.f("fk_roles_asignados_unidad_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles_asignados")),
    )
    with op.batch_alter_table("roles_asignados", schema=None) as batch_op:
        batch_op.create_index(
            "uq_roles_asignados_ciudad",
            ["persona_id", "rol"],
            unique=True,
            sqlite_where=sa.text("territorio_id IS NULL AND unidad_id IS NULL"),
            postgresql_where=sa.text("territorio_id IS NULL AND unidad_id IS NULL"),
        )
        batch_op.create_index(
            "uq_roles_asignados_territorio",
            ["persona_id", "rol", "territorio_id"],
            unique=True,
            sqlite_where=sa.text("territorio_id IS NOT NULL"),
            postgresql_where=sa.text("territorio_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_roles_asignados_unidad",
            ["persona_id", "rol", "unidad_id"],
            unique=True,
            sqlite_where=sa.text("unidad_id IS NOT NULL"),
            postgresql_where=sa.text("unidad_id IS NOT NULL"),
        )

    op.create_table(
        "roles_cambios",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("persona_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("autora_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("accion", sa.String(length=8), nullable=False),
        sa.Column("rol", sa.String(length=20), nullable=False),
        sa.Column("alcance", sa.String(length=200), nullable=False),
        sa.Column("motivo", sa.String(length=500), nullable=False),
        sa.Column("ocurrio_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("accion IN ('dar', 'quitar')", name=op.f("ck_roles_cambios_accion")),
        sa.CheckConstraint("motivo <> ''", name=op.f("ck_roles_cambios_motivo")),
        sa.ForeignKeyConstraint(
            ["autora_id"], ["personas.id"], name=op.f("fk_roles_cambios_autora_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_roles_cambios_persona_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles_cambios")),
    )
    with op.batch_alter_table("roles_cambios", schema=None) as batch_op:
        batch_op.create_index("ix_roles_cambios_persona_id_id", ["persona_id", "id"], unique=False)

    op.create_table(
        "sesiones",
        sa.Column("huella", sa.String(length=64), nullable=False),
        sa.Column("persona_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("creada_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vista_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("caduca_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reautenticada_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("red", sa.String(length=45), nullable=False),
        sa.Column("aparato", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_sesiones_persona_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("huella", name=op.f("pk_sesiones")),
    )
    with op.batch_alter_table("sesiones", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sesiones_caduca_en"), ["caduca_en"], unique=False)
        batch_op.create_index("ix_sesiones_persona_id_vista_en", ["persona_id", "vista_en"], unique=False)

    op.create_table(
        "contenidos_etiquetas",
        sa.Column("contenido_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("etiqueta_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contenido_id"],
            ["contenidos.id"],
            name=op.f("fk_contenidos_etiquetas_contenido_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["etiqueta_id"],
            ["etiquetas.id"],
            name=op.f("fk_contenidos_etiquetas_etiqueta_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contenido_id", "etiqueta_id", name=op.f("pk_contenidos_etiquetas")),
    )
    with op.batch_alter_table("contenidos_etiquetas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contenidos_etiquetas_etiqueta_id"), ["etiqueta_id"], unique=False)

    op.create_table(
        "enlaces",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origen_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("destino_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tipo", sa.String(length=20), nullable=False),
        sa.Column("motivo", sa.String(length=500), nullable=False),
        sa.Column("autora_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("creado_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "tipo IN ('inspira', 'contribuye', 'se_opone', 'se_convierte_en', 'financia', 'se_ejecuta_como', 'se_une_a')",
            name=op.f("ck_enlaces_tipo"),
        ),
        sa.CheckConstraint("origen_id <> destino_id", name=op.f("ck_enlaces_distintos")),
        sa.ForeignKeyConstraint(
            ["autora_id"], ["personas.id"], name=op.f("fk_enlaces_autora_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["destino_id"], ["contenidos.id"], name=op.f("fk_enlaces_destino_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["origen_id"], ["contenidos.id"], name=op.f("fk_enlaces_origen_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enlaces")),
        sa.UniqueConstraint(
            "origen_id", "destino_id", "tipo", name=op.f("uq_enlaces_origen_id_destino_id_tipo")
        ),
    )
    with op.batch_alter_table("enlaces", schema=None) as batch_op:
        batch_op.create_index("ix_enlaces_destino_id_tipo", ["destino_id", "tipo"], unique=False)

    op.create_table(
        "hechos",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("clase", sa.String(length=60), nullable=False),
        sa.Column("contenido_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("persona_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ocurrio_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("motivo", sa.Text(), nullable=False),
        sa.Column("datos", sa.JSON(), nullable=False),
        sa.Column("publico", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contenido_id"], ["contenidos.id"], name=op.f("fk_hechos_contenido_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_hechos_persona_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hechos")),
    )
    with op.batch_alter_table("hechos", schema=None) as batch_op:
        batch_op.create_index("ix_hechos_contenido_id_id", ["contenido_id", "id"], unique=False)

    op.create_table(
        "planes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("clave", sa.String(length=60), nullable=False),
        sa.Column("nombre", sa.String(length=160), nullable=False),
        sa.Column("lema", sa.String(length=200), nullable=False),
        sa.Column("presentacion", sa.Text(), nullable=False),
        sa.Column("tipo", sa.String(length=20), nullable=False),
        sa.Column("estado", sa.String(length=20), nullable=False),
        sa.Column("inicio", sa.Date(), nullable=False),
        sa.Column("fin", sa.Date(), nullable=False),
        sa.Column("niveles", sa.JSON(), nullable=False),
        sa.Column("traducciones", sa.JSON(), nullable=False),
        sa.Column("acto_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "estado <> 'vigente' OR acto_id IS NOT NULL", name=op.f("ck_planes_vigente_con_acto")
        ),
        sa.CheckConstraint(
            "estado IN ('borrador', 'en_consulta', 'vigente', 'evaluado', 'archivado')",
            name=op.f("ck_planes_estado"),
        ),
        sa.CheckConstraint("nombre <> ''", name=op.f("ck_planes_nombre")),
        sa.CheckConstraint(
            "tipo IN ('estrategico', 'gobierno', 'presupuestario', 'indicativo', 'anual')",
            name=op.f("ck_planes_tipo"),
        ),
        sa.CheckConstraint("fin >= inicio", name=op.f("ck_planes_periodo")),
        sa.ForeignKeyConstraint(["acto_id"], ["actos.id"], name=op.f("fk_planes_acto_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["id"], ["contenidos.id"], name=op.f("fk_planes_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planes")),
        sa.UniqueConstraint("clave", name=op.f("uq_planes_clave")),
    )
    op.create_table(
        "elementos",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("padre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("codigo", sa.String(length=40), nullable=False),
        sa.Column("titulo", sa.String(length=300), nullable=False),
        sa.Column("descripcion", sa.Text(), nullable=False),
        sa.Column("nivel", sa.Integer(), nullable=False),
        sa.Column("orden", sa.Integer(), nullable=False),
        sa.Column("ruta", sa.String(length=300), nullable=False),
        sa.Column("peso", sa.Integer(), nullable=False),
        sa.Column("estado", sa.String(length=20), nullable=False),
        sa.Column("unidad_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("inicio", sa.Date(), nullable=True),
        sa.Column("fin", sa.Date(), nullable=True),
        sa.CheckConstraint("codigo <> '' AND titulo <> ''", name=op.f("ck_elementos_con_nombre")),
        sa.CheckConstraint(
            "estado IN ('previsto', 'en_curso', 'terminado', 'detenido', 'cancelado')",
            name=op.f("ck_elementos_estado"),
        ),
        sa.CheckConstraint("fin >= inicio", name=op.f("ck_elementos_fechas")),
        sa.CheckConstraint("nivel >= 0", name=op.f("ck_elementos_nivel")),
        sa.CheckConstraint("padre_id IS NULL OR padre_id <> id", name=op.f("ck_elementos_padre")),
        sa.CheckConstraint("peso >= 0", name=op.f("ck_elementos_peso")),
        sa.ForeignKeyConstraint(["id"], ["contenidos.id"], name=op.f("fk_elementos_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["padre_id"], ["elementos.id"], name=op.f("fk_elementos_padre_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["planes.id"], name=op.f("fk_elementos_plan_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["unidad_id"], ["unidades.id"], name=op.f("fk_elementos_unidad_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elementos")),
        sa.UniqueConstraint("plan_id", "codigo", name=op.f("uq_elementos_plan_id_codigo")),
    )
    with op.batch_alter_table("elementos", schema=None) as batch_op:
        batch_op.create_index("ix_elementos_padre_id", ["padre_id"], unique=False)
        batch_op.create_index("ix_elementos_plan_id_orden", ["plan_id", "orden"], unique=False)
        batch_op.create_index("ix_elementos_ruta", ["ruta"], unique=False)
        batch_op.create_index(batch_op.f("ix_elementos_unidad_id"), ["unidad_id"], unique=False)

    op.create_table(
        "importaciones_plan",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ficha", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("persona_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nombre", sa.String(length=120), nullable=False),
        sa.Column("texto", sa.Text(), nullable=False),
        sa.Column("huella_plan", sa.String(length=64), nullable=False),
        sa.Column("creada_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("aplicada_en", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(ficha) = 32", name=op.f("ck_importaciones_plan_ficha")),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_importaciones_plan_persona_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["planes.id"], name=op.f("fk_importaciones_plan_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_importaciones_plan")),
        sa.UniqueConstraint("ficha", name=op.f("uq_importaciones_plan_ficha")),
    )
    with op.batch_alter_table("importaciones_plan", schema=None) as batch_op:
        batch_op.create_index("ix_importaciones_plan_persona_id", ["persona_id"], unique=False)

    op.create_table(
        "procesos",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("clave", sa.String(length=60), nullable=False),
        sa.Column("nombre", sa.String(length=160), nullable=False),
        sa.Column("proposito", sa.Text(), nullable=False),
        sa.Column("reglas", sa.Text(), nullable=False),
        sa.Column("clase", sa.String(length=20), nullable=False),
        sa.Column("estado", sa.String(length=12), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("territorio_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("acreditacion_proponer", sa.Integer(), nullable=False),
        sa.Column("acreditacion_apoyar", sa.Integer(), nullable=False),
        sa.Column("acreditacion_umbral", sa.Integer(), nullable=False),
        sa.Column("edad_minima", sa.Integer(), nullable=False),
        sa.Column("umbral_clase", sa.String(length=12), nullable=False),
        sa.Column("umbral_ciudad", sa.Integer(), nullable=False),
        sa.Column("umbral_territorio", sa.Integer(), nullable=False),
        sa.Column("umbral_minimo", sa.Integer(), nullable=False),
        sa.Column("plazo_respuesta", sa.Integer(), nullable=False),
        sa.CheckConstraint("clase IN ('permanente', 'convocatoria')", name=op.f("ck_procesos_clase")),
        sa.CheckConstraint("estado IN ('borrador', 'publicado', 'archivado')", name=op.f("ck_procesos_estado")),
        sa.CheckConstraint("umbral_clase IN ('absoluto', 'porcentaje')", name=op.f("ck_procesos_umbral_clase")),
        sa.CheckConstraint(
            "acreditacion_proponer BETWEEN 0 AND 3 AND acreditacion_apoyar BETWEEN 0 AND 3 AND acreditacion_umbral BETWEEN 0 AND 3",
            name=op.f("ck_procesos_acreditaciones"),
        ),
        sa.CheckConstraint("edad_minima >= 0", name=op.f("ck_procesos_edad_minima")),
        sa.CheckConstraint("plazo_respuesta > 0", name=op.f("ck_procesos_plazo_respuesta")),
        sa.CheckConstraint(
            "umbral_ciudad > 0 AND umbral_territorio > 0 AND umbral_minimo > 0", name=op.f("ck_procesos_umbral")
        ),
        sa.ForeignKeyConstraint(["id"], ["contenidos.id"], name=op.f("fk_procesos_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["planes.id"], name=op.f("fk_procesos_plan_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["territorio_id"], ["territorios.id"], name=op.f("fk_procesos_territorio_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procesos")),
        sa.UniqueConstraint("clave", name=op.f("uq_procesos_clave")),
    )
    op.create_table(
        "elementos_ods",
        sa.Column("elemento_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("codigo", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(
            ["elemento_id"], ["elementos.id"], name=op.f("fk_elementos_ods_elemento_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("elemento_id", "codigo", name=op.f("pk_elementos_ods")),
    )
    with op.batch_alter_table("elementos_ods", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_elementos_ods_codigo"), ["codigo"], unique=False)

    op.create_table(
        "elementos_unidades",
        sa.Column("elemento_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unidad_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["elemento_id"],
            ["elementos.id"],
            name=op.f("fk_elementos_unidades_elemento_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unidad_id"], ["unidades.id"], name=op.f("fk_elementos_unidades_unidad_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("elemento_id", "unidad_id", name=op.f("pk_elementos_unidades")),
    )
    op.create_table(
        "fases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proceso_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("clase", sa.String(length=12), nullable=False),
        sa.Column("nombre", sa.String(length=120), nullable=False),
        sa.Column("descripcion", sa.Text(), nullable=False),
        sa.Column("abre", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cierra", sa.DateTime(timezone=True), nullable=True),
        sa.Column("orden", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "clase IN ('informar', 'proponer', 'debatir', 'evaluar', 'votar', 'responder', 'ejecutar')",
            name=op.f("ck_fases_clase"),
        ),
        sa.CheckConstraint("cierra > abre", name=op.f("ck_fases_fechas")),
        sa.ForeignKeyConstraint(
            ["proceso_id"], ["procesos.id"], name=op.f("fk_fases_proceso_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fases")),
        sa.UniqueConstraint("proceso_id", "orden", name=op.f("uq_fases_proceso_id_orden")),
    )
    with op.batch_alter_table("fases", schema=None) as batch_op:
        batch_op.create_index("ix_fases_cierra", ["cierra"], unique=False)

    op.create_table(
        "propuestas",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proceso_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("estado", sa.String(length=12), nullable=False),
        sa.Column("titulo", sa.String(length=120), nullable=False),
        sa.Column("resumen", sa.String(length=300), nullable=False),
        sa.Column("territorio_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("latitud", sa.Float(), nullable=True),
        sa.Column("longitud", sa.Float(), nullable=True),
        sa.Column("referencia", sa.String(length=160), nullable=False),
        sa.Column("sin_elemento", sa.Boolean(), nullable=False),
        sa.Column("en_nombre_de", sa.String(length=120), nullable=False),
        sa.Column("publicada_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("editada_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retirada_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("umbral", sa.Integer(), nullable=False),
        sa.Column("umbral_cruzado_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("respuesta_vence", sa.DateTime(timezone=True), nullable=True),
        sa.Column("apoyos", sa.Integer(), nullable=False),
        sa.Column("apoyos_contados", sa.Integer(), nullable=False),
        sa.Column("apoyos_importados", sa.Integer(), nullable=False),
        sa.Column("azar", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("version_texto", sa.Integer(), nullable=False),
        sa.Column("origen", sa.String(length=40), nullable=True),
        sa.Column("origen_id", sa.String(length=80), nullable=True),
        sa.Column("origen_url", sa.String(length=300), nullable=True),
        sa.Column("cuerpo", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(estado = 'retirada') = (retirada_en IS NOT NULL)", name=op.f("ck_propuestas_retirada")
        ),
        sa.CheckConstraint(
            "estado = 'borrador' OR (publicada_en IS NOT NULL AND titulo <> '' AND umbral > 0)",
            name=op.f("ck_propuestas_publicada_completa"),
        ),
        sa.CheckConstraint(
            "estado IN ('borrador', 'publicada', 'retirada')", name=op.f("ck_propuestas_estado")
        ),
        sa.CheckConstraint("(latitud IS NULL) = (longitud IS NULL)", name=op.f("ck_propuestas_punto")),
        sa.CheckConstraint(
            "(umbral_cruzado_en IS NULL) = (respuesta_vence IS NULL)", name=op.f("ck_propuestas_reloj")
        ),
        sa.CheckConstraint(
            "apoyos >= 0 AND apoyos_contados >= 0 AND apoyos_importados >= 0", name=op.f("ck_propuestas_apoyos")
        ),
        sa.CheckConstraint("apoyos_contados <= apoyos", name=op.f("ck_propuestas_apoyos_contados")),
        sa.CheckConstraint(
            "latitud BETWEEN -90 AND 90 AND longitud BETWEEN -180 AND 180",
            name=op.f("ck_propuestas_en_la_tierra"),
        ),
        sa.ForeignKeyConstraint(["id"], ["contenidos.id"], name=op.f("fk_propuestas_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["proceso_id"], ["procesos.id"], name=op.f("fk_propuestas_proceso_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["territorio_id"], ["territorios.id"], name=op.f("fk_propuestas_territorio_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_propuestas")),
        sa.UniqueConstraint("origen", "origen_id", name=op.f("uq_propuestas_origen_origen_id")),
    )
    with op.batch_alter_table("propuestas", schema=None) as batch_op:
        batch_op.create_index("ix_propuestas_proceso_id", ["proceso_id"], unique=False)
        batch_op.create_index("ix_propuestas_respuesta_vence", ["respuesta_vence"], unique=False)
        batch_op.create_index("ix_propuestas_territorio_id", ["territorio_id"], unique=False)

    op.create_table(
        "apoyos",
        sa.Column("propuesta_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("persona_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contado", sa.Boolean(), nullable=False),
        sa.Column("dado_en", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_apoyos_persona_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["propuesta_id"], ["propuestas.id"], name=op.f("fk_apoyos_propuesta_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("propuesta_id", "persona_id", name=op.f("pk_apoyos")),
    )
    with op.batch_alter_table("apoyos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_apoyos_persona_id"), ["persona_id"], unique=False)

    op.create_table(
        "propuestas_elementos",
        sa.Column("propuesta_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("elemento_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["elemento_id"],
            ["elementos.id"],
            name=op.f("fk_propuestas_elementos_elemento_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["propuesta_id"],
            ["propuestas.id"],
            name=op.f("fk_propuestas_elementos_propuesta_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("propuesta_id", "elemento_id", name=op.f("pk_propuestas_elementos")),
    )
    with op.batch_alter_table("propuestas_elementos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_propuestas_elementos_elemento_id"), ["elemento_id"], unique=False)

    op.create_table(
        "propuestas_facetas",
        sa.Column("clase", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "valor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("propuesta_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("publicada_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("apoyos", sa.Integer(), nullable=False),
        sa.Column("azar", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["propuesta_id"],
            ["propuestas.id"],
            name=op.f("fk_propuestas_facetas_propuesta_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("clase", "valor", "propuesta_id", name=op.f("pk_propuestas_facetas")),
    )
    with op.batch_alter_table("propuestas_facetas", schema=None) as batch_op:
        batch_op.create_index(
            "ix_propuestas_facetas_apoyadas", ["clase", "valor", "apoyos", "propuesta_id"], unique=False
        )
        batch_op.create_index(
            "ix_propuestas_facetas_azar", ["clase", "valor", "azar", "propuesta_id"], unique=False
        )
        batch_op.create_index(
            "ix_propuestas_facetas_nuevas", ["clase", "valor", "publicada_en", "propuesta_id"], unique=False
        )
        batch_op.create_index("ix_propuestas_facetas_propuesta_id", ["propuesta_id"], unique=False)

    op.create_table(
        "propuestas_versiones",
        sa.Column("propuesta_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("numero", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("titulo", sa.String(length=120), nullable=False),
        sa.Column("resumen", sa.String(length=300), nullable=False),
        sa.Column("cuerpo", sa.Text(), nullable=False),
        sa.Column("motivo", sa.String(length=300), nullable=False),
        sa.Column("persona_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("escrita_en", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["persona_id"],
            ["personas.id"],
            name=op.f("fk_propuestas_versiones_persona_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["propuesta_id"],
            ["propuestas.id"],
            name=op.f("fk_propuestas_versiones_propuesta_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("propuesta_id", "numero", name=op.f("pk_propuestas_versiones")),
    )


def downgrade() -> None:
    op.drop_table("propuestas_versiones")
    with op.batch_alter_table("propuestas_facetas", schema=None) as batch_op:
        batch_op.drop_index("ix_propuestas_facetas_propuesta_id")
        batch_op.drop_index("ix_propuestas_facetas_nuevas")
        batch_op.drop_index("ix_propuestas_facetas_azar")
        batch_op.drop_index("ix_propuestas_facetas_apoyadas")

    op.drop_table("propuestas_facetas")
    with op.batch_alter_table("propuestas_elementos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_propuestas_elementos_elemento_id"))

    op.drop_table("propuestas_elementos")
    with op.batch_alter_table("apoyos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_apoyos_persona_id"))

    op.drop_table("apoyos")
    with op.batch_alter_table("propuestas", schema=None) as batch_op:
        batch_op.drop_index("ix_propuestas_territorio_id")
        batch_op.drop_index("ix_propuestas_respuesta_vence")
        batch_op.drop_index("ix_propuestas_proceso_id")

    op.drop_table("propuestas")
    with op.batch_alter_table("fases", schema=None) as batch_op:
        batch_op.drop_index("ix_fases_cierra")

    op.drop_table("fases")
    op.drop_table("elementos_unidades")
    with op.batch_alter_table("elementos_ods", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_elementos_ods_codigo"))

    op.drop_table("elementos_ods")
    op.drop_table("procesos")
    with op.batch_alter_table("importaciones_plan", schema=None) as batch_op:
        batch_op.drop_index("ix_importaciones_plan_persona_id")

    op.drop_table("importaciones_plan")
    with op.batch_alter_table("elementos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_elementos_unidad_id"))
        batch_op.drop_index("ix_elementos_ruta")
        batch_op.drop_index("ix_elementos_plan_id_orden")
        batch_op.drop_index("ix_elementos_padre_id")

    op.drop_table("elementos")
    op.drop_table("planes")
    with op.batch_alter_table("hechos", schema=None) as batch_op:
        batch_op.drop_index("ix_hechos_contenido_id_id")

    op.drop_table("hechos")
    with op.batch_alter_table("enlaces", schema=None) as batch_op:
        batch_op.drop_index("ix_enlaces_destino_id_tipo")

    op.drop_table("enlaces")
    with op.batch_alter_table("contenidos_etiquetas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contenidos_etiquetas_etiqueta_id"))

    op.drop_table("contenidos_etiquetas")
    with op.batch_alter_table("sesiones", schema=None) as batch_op:
        batch_op.drop_index("ix_sesiones_persona_id_vista_en")
        batch_op.drop_index(batch_op.f("ix_sesiones_caduca_en"))

    op.drop_table("sesiones")
    with op.batch_alter_table("roles_cambios", schema=None) as batch_op:
        batch_op.drop_index("ix_roles_cambios_persona_id_id")

    op.drop_table("roles_cambios")
    with op.batch_alter_table("roles_asignados", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_roles_asignados_unidad",
            sqlite_where=sa.text("unidad_id IS NOT NULL"),
            postgresql_where=sa.text("unidad_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_roles_asignados_territorio",
            sqlite_where=sa.text("territorio_id IS NOT NULL"),
            postgresql_where=sa.text("territorio_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_roles_asignados_ciudad",
            sqlite_where=sa.text("territorio_id IS NULL AND unidad_id IS NULL"),
            postgresql_where=sa.text("territorio_id IS NULL AND unidad_id IS NULL"),
        )

    op.drop_table("roles_asignados")
    with op.batch_alter_table("llaves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_llaves_persona_id"))
        batch_op.drop_index(batch_op.f("ix_llaves_caduca_en"))

    op.drop_table("llaves")
    with op.batch_alter_table("contenidos", schema=None) as batch_op:
        batch_op.drop_index("ix_contenidos_autora_id_clase")

    op.drop_table("contenidos")
    with op.batch_alter_table("secciones_electorales", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_secciones_electorales_territorio_id"))

    op.drop_table("secciones_electorales")
    op.drop_table("poblaciones")
    op.drop_table("personas")
    with op.batch_alter_table("territorios", schema=None) as batch_op:
        batch_op.drop_index("ix_territorios_ruta")
        batch_op.drop_index("ix_territorios_padre_id_orden")
        batch_op.drop_index("ix_territorios_marca")

    op.drop_table("territorios")
    op.drop_table("unidades")
    with op.batch_alter_table("salidas", schema=None) as batch_op:
        batch_op.drop_index("ix_salidas_pendientes")

    op.drop_table("salidas")
    op.drop_table("niveles")
    with op.batch_alter_table("limites", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_limites_vence"))

    op.drop_table("limites")
    op.drop_table("etiquetas")
    op.drop_table("arriendos")
    op.drop_table("actos")
