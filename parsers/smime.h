/* SPDX-License-Identifier: Apache-2.0 */
/*
 * S/MIME whose content is inside its signature.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* The MIME entity that was signed, or NULL where this is no signed data. No signature is verified. */
GBytes *smime_content(GBytes *signed_data);
