/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an agent writes with an instance's rich text editor is HTML: between "[code]" and "[/code]" in a journal, alone in
 * a field of that kind, and in a journal too where the instance was set so. Mails are written of text. Pure.
 */
#pragma once

/* What is HTML of it as text, the rest as it is. html_init() was called. Caller owns. */
char *servicenow_html_to_text(const char *text);
