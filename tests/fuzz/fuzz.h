/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What libFuzzer and replay.c call. A target is one file: fuzz_NAME.c, its corpus is corpus/NAME.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
