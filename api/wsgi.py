"""What gunicorn serves."""

from api.app import create_app
from api.config import settings_from_environment

app = create_app(settings_from_environment())
