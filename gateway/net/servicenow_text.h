/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that are longer than a field: what is cut off a field is whole in a file. Only gateway/net/servicenow*.c includes
 * this. */
#pragma once

#include "gateway/net/servicenow_call.h"

/* Attaches the text to call->remote_id, where no file of this name is there yet; then goes on. What goes wrong for good is
 * left out. */
void servicenow_attach_text(
    ServicenowCall *call, const char *name, const char *text, ServicenowThen then);

/* The path that attaches a file to call->remote_id. Caller owns. */
char *servicenow_file_path(const ServicenowCall *call, const char *name);
/* Its files, to be looked through. Caller owns. */
char *servicenow_files_path(const ServicenowCall *call);
