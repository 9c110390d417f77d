/* SPDX-License-Identifier: Apache-2.0 */
/* The public holidays of the countries that casegate knows, worked out for any year. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Codes of ISO 3166, in lower case, ended by NULL; a country's bit is that of its place. */
extern const char *const HOLIDAYS_COUNTRIES[];

/* What is kept that day in one of these countries ("Koningsdag"), or NULL. countries: bits. */
const char *holidays_name(unsigned countries, const GDate *day);
