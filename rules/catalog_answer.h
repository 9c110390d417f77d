/* SPDX-License-Identifier: Apache-2.0 */
/* An answer to the question what is missing that says it without labels: "Privé, hoog". */
#pragma once

#include "rules/catalog_item.h"

/* Of the first line of a text that says something: each piece that can mean one variable only becomes its value in
 * values (of CatalogValue, one per variable of the item). answers may be NULL. */
void catalog_answer_read(const CatalogItem *item, const Answers *answers, const char *text,
    GPtrArray *values, const char *language);
