/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In which language a text is written, by its small words.
 */
#pragma once

/* One of MESSAGE_LANGUAGES (message.h), or NULL when in doubt. */
const char *language_of(const char *text);
