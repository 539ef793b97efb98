"""The API described by itself: OpenAPI 3.1, made of the parameters, columns and profile that it works with."""

from importlib.metadata import version
from typing import Any, Final

from django.db import models

from buurtnet.api.parameters import PARAMETERS, TAKES, Schema
from buurtnet.api.profile import PATCHES
from buurtnet.directory.models import Service, ServiceAtLocation
from buurtnet.exchange.fields import CHILDREN, FIELDS
from buurtnet.people.models import Organization
from buurtnet.themes.models import Taxonomy, TaxonomyTerm

HSDS_VERSION: Final = "3.1"
_ID: Final[Schema] = {"type": "string", "format": "uuid"}
_WITHHELD: Final = frozenset({"assurer_email", "bn_hide_address"})
_TYPES: Final[tuple[tuple[type[models.Field[Any, Any]], Schema], ...]] = (
    (models.BooleanField, {"type": "boolean"}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.IntegerField, {"type": "integer"}),
    (models.FloatField, {"type": "number"}),
)
_FILES_SCHEMA: Final[Schema] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["network", "name", "url", "content_type", "size", "made_at"],
        "properties": {
            **{key: {"type": "string"} for key in ("network", "name", "content_type")},
            "url": {"type": "string", "format": "uri"},
            "size": {"type": "integer"},
            "made_at": {"type": "string", "format": "date-time"},
        },
    },
}
# The path of each list, the schema of what is in it, and what one of it is called.
_LISTS: Final[dict[str, tuple[str, str]]] = {
    "services": ("Service", "a service"),
    "organizations": ("Organization", "an organization"),
    "service_at_locations": ("ServiceAtLocation", "a service at a location"),
    "taxonomies": ("Taxonomy", "a taxonomy"),
    "taxonomy_terms": ("TaxonomyTerm", "a taxonomy term"),
}


def openapi_document(root: str) -> Schema:
    """The whole document; ``root`` is the address the API stands at."""
    paths: Schema = {
        "/": _read("getAPIMetaInformation", "What this API is.", _ref("Root")),
        "/openapi.json": _read("getOpenAPI", "This document.", {"type": "object"}),
        "/bulk": _read("listBulkFiles", "The files with all of it, of the site and of each network.", _ref("Bulk")),
        "/profile.json": _read("getProfile", "What is added to HSDS, as merge patches.", {"type": "object"}),
    }
    for name, (schema, called) in _LISTS.items():
        paths[f"/{name}"] = _list(name, schema)
        paths[f"/{name}/{{id}}"] = _one(name, schema, called)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Buurtnet: the social map as open data (HSDS 3.1)",
            "version": version("buurtnet"),
            "summary": "Read only, without a key, from any site.",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": root.removesuffix("/")}],
        "paths": paths,
        "components": {
            "parameters": {name: _parameter(name) for name in PARAMETERS},
            "schemas": _schemas(),
            "responses": _problems(),
            "headers": {"ETag": {"schema": {"type": "string"}, "description": "For If-None-Match."}},
        },
    }


# Addresses


def _list(name: str, schema: str) -> Schema:
    title = name.replace("_", " ")
    page: Schema = {
        "allOf": [_ref("Page")],
        "properties": {"contents": {"type": "array", "items": _ref(f"{schema}Listed")}},
    }
    get = _read(f"list_{name}", f"A page of {title}.", page, (400, 404, 429))["get"]
    form = {"type": "object", "properties": {one: PARAMETERS[one].schema for one in TAKES[name]}}
    media = ("application/x-www-form-urlencoded", "application/json")
    post = {
        **get,
        "operationId": f"ask_{name}",
        "description": "The same, with the parameters in the body, so that no log keeps them.",
        "requestBody": {"required": False, "content": {kind: {"schema": form} for kind in media}},
        "responses": {**get["responses"], "200": _success(page, tagged=False)},
    }
    parameters = [{"$ref": f"#/components/parameters/{one}"} for one in TAKES[name]]
    return {"get": {**get, "parameters": parameters}, "post": post}


def _one(name: str, schema: str, called: str) -> Schema:
    found = _read(f"get_{name}", f"All there is of {called}.", _ref(schema), (400, 404, 429))
    parameters: list[Schema] = [{"name": "id", "in": "path", "required": True, "schema": _ID}]
    if name == "organizations":
        parameters.append({"$ref": "#/components/parameters/full_service"})
    return {"parameters": parameters, **found}


def _read(name: str, summary: str, schema: Schema, problems: tuple[int, ...] = (429,)) -> Schema:
    responses: Schema = {"200": _success(schema), "304": {"description": "You have it already."}}
    responses |= {str(code): {"$ref": f"#/components/responses/Problem{code}"} for code in problems}
    return {"get": {"operationId": name, "summary": summary, "responses": responses}}


def _success(schema: Schema, *, tagged: bool = True) -> Schema:
    found: Schema = {"description": "Found.", "content": {"application/json": {"schema": schema}}}
    return {**found, "headers": {"ETag": {"$ref": "#/components/headers/ETag"}}} if tagged else found


def _parameter(name: str) -> Schema:
    one = PARAMETERS[name]
    return {"name": name, "in": "query", "required": False, "description": one.description, "schema": one.schema}


def _problems() -> Schema:
    content: Schema = {"application/problem+json": {"schema": _ref("Problem")}}
    page = {"text/html": {"schema": {"type": "string"}}}
    said = {
        400: "A parameter means nothing; it says which. What is no text or far too long comes back with a page.",
        404: "There is nothing public here.",
        429: "Too many requests from one address; Retry-After says how long to wait.",
    }
    return {
        f"Problem{code}": {"description": text, "content": content | page if code == 400 else content}
        for code, text in said.items()
    }


# What is given


def _schemas() -> Schema:
    found: Schema = {
        "Root": {
            "type": "object",
            "required": ["version", "profile", "openapi_url"],
            "properties": {
                "version": {"type": "string"},
                "profile": {"type": "string", "format": "uri"},
                "openapi_url": {"type": "string", "format": "uri"},
                "bulk_url": {"type": "string", "format": "uri"},
            },
        },
        "Bulk": {"type": "object", "required": ["files"], "properties": {"files": _FILES_SCHEMA}},
        "Page": {
            "type": "object",
            "required": [
                "total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents",
            ],
            "properties": {
                **{key: {"type": "integer"} for key in ("total_items", "total_pages", "page_number", "size")},
                **{key: {"type": "boolean"} for key in ("first_page", "last_page", "empty")},
                "contents": {"type": "array"},
            },
        },
        "Problem": {
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string"},
                "parameter": {"type": "string"},
            },
        },
    }  # fmt: skip
    for model in FIELDS:
        found[model.__name__] = _schema(model)
    for schema, _called in _LISTS.values():
        whole = found[schema]
        found[f"{schema}Listed"] = {"type": "object", "required": ["id"], "properties": whole["properties"]}
    return found


def _schema(model: type[models.Model]) -> Schema:
    """What a row gives: its columns, its lists, what it points at, and what the profile adds."""
    properties: Schema = {"id": _ID}
    for key, known in FIELDS[model].items():
        if key not in _WITHHELD:
            properties[key] = _type(model._meta.get_field(known.column))
    for key, (child, _link) in CHILDREN.get(model, {}).items():
        properties[key] = {"type": "array", "items": _ref(child.__name__)}
    properties |= _POINTS.get(model, {}) | PATCHES.get(_file_of(model), {})
    required = ["id", *(key for key, known in FIELDS[model].items() if known.required)]
    return {"type": "object", "required": required, "properties": properties}


def _file_of(model: type[models.Model]) -> str:
    """The schema of HSDS that speaks of a model: ``ServiceAtLocation`` is service_at_location.json."""
    name = model.__name__
    return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in name).removeprefix("_") + ".json"


def _type(column: Any) -> Schema:
    for kind, schema in _TYPES:
        if isinstance(column, kind):
            return schema
    if isinstance(column, models.DecimalField):
        return {"type": "number"}
    return {} if isinstance(column, models.JSONField) else {"type": "string"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_POINTS: Final[dict[type[models.Model], Schema]] = {
    Service: {
        "organization": _ref("Organization"),
        "required_documents": {
            "type": "array",
            "items": {"type": "object", "properties": {"id": _ID, "document": {"type": "string"}}},
        },
    },
    Organization: {
        "parent_organization_id": _ID,
        "services": {"type": "array", "items": _ref("Service")},
    },
    ServiceAtLocation: {"location": _ref("Location"), "service": _ref("Service")},
    TaxonomyTerm: {"parent_id": _ID, "taxonomy_id": _ID, "taxonomy_detail": _ref("Taxonomy")},
    Taxonomy: {},
}
