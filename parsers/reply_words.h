/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What mail programs write around quotes, in many languages; lower case, ended by NULL.
 */
#pragma once

extern const char *const reply_wrote[];
extern const char *const reply_quoting[];
extern const char *const reply_intro_starts[];
extern const char *const reply_from_labels[];
extern const char *const reply_date_labels[];
extern const char *const reply_to_labels[];
extern const char *const reply_subject_labels[];
extern const char *const reply_other_labels[];
extern const char *const reply_original[];
extern const char *const reply_forwarded[];
