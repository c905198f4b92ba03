/* assets.h — the files of the dashboard, which are part of the program. */
#ifndef ELS_ASSETS_H
#define ELS_ASSETS_H

#include "els_hash.h"
#include "els_str.h"

typedef struct {
    const char *path; /* "/", "/app.js" */
    const char *type; /* Content-Type */
    els_str bytes;
    char etag[ELS_DIGEST_HEX + 2]; /* with its quotes */
} els_asset;

/* The file that a path names, "/" being /index.html; false when there is none. */
bool els_assets_find(els_str path, els_asset *ret);
/* The OpenAPI document. */
els_str els_assets_openapi(void);

#endif
