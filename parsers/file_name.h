/* SPDX-License-Identifier: Apache-2.0 */
/* What a file is by its name, or by the type that it was sent as: a table of endings, and one of types. Pure. */
#pragma once

/* Marks (parsers/file_marks.h) of what systems make of a file of this name: "setup.exe", "setup.exe." and
 * "setup.exe::$DATA" alike. */
unsigned file_name_marks(const char *name);
unsigned file_type_marks(const char *type);

/* Kinds (parsers/file_content.h) that a file of this name, or of this type, may be; 0: whatever it is. */
unsigned file_name_kinds(const char *name);
unsigned file_type_kinds(const char *type);
