/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Outlook's winmail.dat.
 */
#pragma once

#include "parsers/unwrapped.h"

/* Its files and texts, of Unwrapped; or NULL where it has none, or is no TNEF. */
GPtrArray *tnef_files(GBytes *tnef);
