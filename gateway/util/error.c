/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/util/error.h"

G_DEFINE_QUARK(casegate - gateway, gateway_error)
