"""The portrait service: cuts people out of photographs."""

from fastapi import FastAPI, Response

from app.models import Models

app = FastAPI(title="Portrait service")
models = Models()


@app.on_event("startup")
def load() -> None:
    models.load("/models")


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "alive"}


@app.get("/ready")
def ready(response: Response) -> dict[str, bool]:
    if not models.loaded:
        response.status_code = 503
    return {"ready": models.loaded}
