/* SPDX-License-Identifier: Apache-2.0 */
/* The customers' screens, and what they share. */
#pragma once

#include "gateway/web/view.h"

/* What a form lacks, each with the place of its field; whether it lacks this one; that there is nothing to show; and the
 * fields of a request, "form_fields". */
void view_my_set_lacks(const View *view, json_t *out);
bool view_my_lacks(const View *view, const char *name);
void view_my_set_error(const View *view, json_t *out);
void view_my_set_fields(const View *view, json_t *out);

/* The screens. */
void view_my_login(const View *view, json_t *out);
void view_my_code(const View *view, json_t *out);
void view_my_overview(const View *view, json_t *out);
void view_my_case(const View *view, json_t *out);
void view_my_new(const View *view, json_t *out);
void view_my_faq(const View *view, json_t *out);
void view_my_catalog(const View *view, json_t *out);
void view_my_request(const View *view, json_t *out);
void view_my_mfa(const View *view, json_t *out);
void view_my_sent(const View *view, json_t *out);
