"""El blueprint de los tableros."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("tableros", __name__)
