/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the certificate of the pages, where they have one themselves, is what browsers take. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "gateway/config/config.h"

/* What is wrong with it, or will be within two weeks, is added to warnings. */
void check_certificate(const Config *config, int64_t now_ms, GPtrArray *warnings);
