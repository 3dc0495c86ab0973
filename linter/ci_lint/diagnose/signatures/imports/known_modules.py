"""Names of modules that come from a package index, and names that only a project gives to its own.

An import error names a module and does not say whose it is. For these names it is known; a log may prove it for
others by the files it shows.
"""

# The modules of much used packages, as they are imported. Left out: names that projects also give to folders of
# their own, what belongs to Python itself, and what setuptools has dropped (pkg_resources).
_DATA = (
    "numpy pandas scipy sklearn matplotlib seaborn plotly polars pyarrow numba cython Cython sympy networkx statsmodels"
    " xarray dask h5py tables openpyxl xlrd xlsxwriter torch torchvision torchaudio tensorflow keras jax jaxlib flax"
    " transformers datasets tokenizers accelerate huggingface_hub sentencepiece safetensors tiktoken openai anthropic"
    " langchain langchain_core langchain_community faiss chromadb sentence_transformers xgboost lightgbm catboost optuna"
    " gensim spacy nltk cv2 PIL skimage imageio pydicom nibabel shapely pyproj geopandas rasterio fiona osgeo gymnasium"
    " tqdm tabulate joblib cloudpickle dill psutil pymupdf fitz pypdf PyPDF2 pdfplumber reportlab docx pptx"
)
_WEB = (
    "requests httpx aiohttp urllib3 certifi idna charset_normalizer websockets websocket tornado flask flask_cors"
    " flask_login flask_migrate flask_sqlalchemy flask_wtf wtforms werkzeug jinja2 markupsafe itsdangerous django"
    " rest_framework corsheaders django_filters debug_toolbar crispy_forms environ decouple dj_database_url whitenoise"
    " channels daphne fastapi starlette uvicorn gunicorn hypercorn multipart python_multipart email_validator jwt jose"
    " passlib bcrypt authlib oauthlib requests_oauthlib bs4 lxml html5lib feedparser scrapy selenium playwright"
    " graphene strawberry sanic falcon bottle cherrypy pyramid celery kombu billiard amqp pika aio_pika kafka"
    " confluent_kafka slowapi sse_starlette httpcore h11 h2 anyio sniffio trio"
)
_STORES = (
    "sqlalchemy sqlmodel alembic psycopg psycopg2 asyncpg aiosqlite pymysql MySQLdb mysqlclient pymongo motor bson"
    " beanie mongoengine peewee elasticsearch opensearchpy cassandra neo4j clickhouse_driver snowflake duckdb boto3 redis"
    " botocore s3fs gcsfs fsspec moto minio aioredis fakeredis cx_Oracle oracledb pyodbc"
)
_TOOLS = (
    "pytest _pytest pluggy pytest_asyncio pytest_cov pytest_mock pytest_django pytest_timeout pytest_randomly xdist"
    " hypothesis faker factory freezegun time_machine responses respx requests_mock httpretty vcr testcontainers nose"
    " parameterized coverage mock tox nox mypy mypy_extensions typing_extensions typeguard ruff flake8 pylint black"
    " isort bandit pre_commit wheel setuptools_scm hatchling poetry pipenv virtualenv twine cibuildwheel pybind11 cffi"
    " sphinx sphinx_rtd_theme myst_parser nbsphinx mkdocs docutils IPython ipykernel jupyter nbformat nbconvert papermill"
)
_BASICS = (
    "yaml ruamel toml tomli tomlkit tomli_w orjson ujson simplejson msgpack jsonschema pydantic pydantic_settings"
    " pydantic_core attr attrs cattrs marshmallow dataclasses_json click typer rich colorama termcolor loguru structlog"
    " dotenv dateutil pytz tzlocal pendulum arrow six packaging filelock platformdirs appdirs watchdog paramiko fabric"
    " cryptography OpenSSL nacl Crypto Cryptodome regex unidecode chardet babel markdown pygments docopt fire hydra"
    " omegaconf sentry_sdk prometheus_client opentelemetry backoff tenacity retrying cachetools diskcache apscheduler"
    " schedule pexpect ptyprocess pywin32 win32api serial usb zmq gevent greenlet eventlet twisted scapy netaddr"
    " kubernetes docker grpc google azure pyspark airflow dagster prefect ray git github gitlab jira stripe twilio sendgrid telegram discord slack_sdk tweepy praw googleapiclient gspread wandb mlflow"
    " streamlit gradio pygame pyglet kivy PyQt5 PyQt6 PySide2 PySide6 wx"
)

PACKAGED = "|".join(f"{_DATA} {_WEB} {_STORES} {_TOOLS} {_BASICS}".split())
"""An alternative of a regular expression."""

# `src` and `tests` are no packages that anybody installs.
ALWAYS_OWN = "src|tests|conftest"
MOSTLY_OWN = "app|apps|backend|frontend|server|api|main|utils|util|helpers|helper|config|settings|models|scripts|lib|libs|core|common|services|schemas|routes|database"

STANDARD = (
    "abc|argparse|array|ast|asyncio|base64|calendar|cmd|code|collections|copy|csv|dataclasses|datetime|decimal|email"
    "|enum|functools|hashlib|html|http|inspect|io|json|keyword|locale|logging|math|numbers|operator|os|pathlib|pickle"
    "|platform|profile|queue|random|re|secrets|select|signal|site|socket|sqlite3|ssl|statistics|string|struct"
    "|subprocess|symbol|sys|tempfile|test|threading|time|token|tokenize|trace|types|typing|unittest|urllib|uuid|xml"
)
"""Modules of Python that a file of the same name shadows."""
