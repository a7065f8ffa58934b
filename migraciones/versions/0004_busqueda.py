"""El índice de la búsqueda: FTS5 en SQLite y `tsvector` en PostgreSQL, los dos sobre las mismas raíces.

Los textos ya vienen en raíces sin acentos, así que el motor no debe tocar nada más: ni acentos (la ñ es otra
letra) ni palabras. Entre título y texto queda un hueco para que una frase no empiece en uno y acabe en otro.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BORRAR = (
    "INSERT INTO documentos_fts(documentos_fts, rowid, titulo, texto)"
    " VALUES ('delete', old.contenido_id, old.titulo, old.texto);"
)
_PONER = "INSERT INTO documentos_fts(rowid, titulo, texto) VALUES (new.contenido_id, new.titulo, new.texto);"
DISPARADORES = {
    "alta": ("AFTER INSERT", _PONER),
    "baja": ("AFTER DELETE", _BORRAR),
    "cambio": ("AFTER UPDATE", f"{_BORRAR} {_PONER}"),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE documentos_fts USING fts5(titulo, texto, content='documentos',"
            " content_rowid='contenido_id', tokenize='unicode61 remove_diacritics 0')"
        )
        for nombre, (cuando, hacer) in DISPARADORES.items():
            op.execute(f"CREATE TRIGGER documentos_{nombre} {cuando} ON documentos BEGIN {hacer} END")
        op.execute("CREATE VIRTUAL TABLE documentos_vocabulario USING fts5vocab('documentos_fts', 'row')")
        op.execute("INSERT INTO documentos_fts(documentos_fts) VALUES ('rebuild')")
        return
    op.execute(
        "ALTER TABLE documentos ADD COLUMN vector tsvector GENERATED ALWAYS AS ("
        "setweight(to_tsvector('simple', titulo), 'A')"
        " || setweight(ts_delete(to_tsvector('simple', '0hueco0 ' || texto), '0hueco0'), 'B')) STORED"
    )
    op.execute("CREATE INDEX ix_documentos_vector ON documentos USING gin (vector)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE documentos_vocabulario")
        for nombre in DISPARADORES:
            op.execute(f"DROP TRIGGER documentos_{nombre}")
        op.execute("DROP TABLE documentos_fts")
        return
    op.execute("DROP INDEX ix_documentos_vector")
    op.execute("ALTER TABLE documentos DROP COLUMN vector")
