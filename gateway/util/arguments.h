/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arguments of a command line, taken out of argv one after the other until only operands are left. Nothing behind
 * `--` is an option. argv[0] is never looked at.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Takes `--NAME VALUE` or `--NAME=VALUE` out of argv, name without dashes; or the bare flag when ret_value is NULL.
 * True when it was there; the last of several counts. False with an error set: its value is missing. */
bool arguments_take(
    int *argc, char **argv, const char *name, const char **ret_value, GError **error);

/* The values of `--NAME VALUE`, as often as it is there, in order. NULL with an error. Caller owns the array. */
GPtrArray *arguments_take_all(int *argc, char **argv, const char *name, GError **error);

/* What is left are operands: another option is an error that names the nearest of `known` (NULL-terminated, without
 * dashes). Takes the `--` out. */
bool arguments_operands(int *argc, char **argv, const char *const *known, GError **error);

/* "; did you mean 'PREFIXX'?" of the nearest word, or "". Caller owns. */
char *arguments_meant(const char *word, const char *const *words, const char *prefix);
