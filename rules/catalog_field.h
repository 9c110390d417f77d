/* SPDX-License-Identifier: Apache-2.0 */
/* A variable of a catalog item as a form shows it. Pure. */
#pragma once

#include "rules/catalog.h"

/* All borrowed from the item, in the language asked for, but choices. */
typedef struct {
	const char *name;
	const char *label;
	const char *help; /* or NULL */
	const char *type; /* as in its file: "text", "multi_line", "choice" ... */
	bool required;
	GPtrArray
	    *choices; /* own; of const char *, what people choose; NULL: it is no choice */
} CatalogField;
void catalog_field_clear(CatalogField *field);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CatalogField, catalog_field_clear)

/* false: there are no more. */
bool catalog_field_get(
    const CatalogItem *item, size_t index, const char *language, CatalogField *ret_field);
