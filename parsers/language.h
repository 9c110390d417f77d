/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In which language a text is written, by its small words.
 */
#pragma once

/* "nl", "en", "de", "fr", "es", "it", "pt", "pl", "sv", "da", "no", or NULL when in doubt. */
const char *language_of(const char *text);
