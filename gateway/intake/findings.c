/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/intake/findings.h"

void
evidence_free(Evidence *evidence)
{
	letter_free(evidence->sent);
	g_free(evidence->words);
	g_free(evidence);
}

void
thread_clear(Thread *thread)
{
	g_clear_pointer(&thread->words, g_free);
}

void
case_fields_clear(CaseFields *form)
{
	g_clear_pointer(&form->group, g_free);
	g_clear_pointer(&form->people, g_array_unref);
	g_clear_pointer(&form->reporter, contact_free);
	g_clear_pointer(&form->first_line, g_free);
	g_clear_pointer(&form->words, g_ptr_array_unref);
}

void
request_form_clear(RequestForm *form)
{
	g_clear_pointer(&form->values, g_ptr_array_unref);
}
