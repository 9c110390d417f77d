/* SPDX-License-Identifier: Apache-2.0 */
/* Texts in files of YAML that casegate writes for an operator. */
#pragma once

/* As YAML takes any text, in double quotes, on one line: control characters are blanks. Caller owns. */
char *yaml_quote(const char *text);
