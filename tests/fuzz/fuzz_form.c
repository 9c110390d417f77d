/* SPDX-License-Identifier: Apache-2.0 */
/* A text with labels, new and quoted: what is read of it is text, and belongs to a question. */
#include "parsers/text.h"
#include "rules/form.h"
#include "tests/fuzz/fuzz.h"

static void
read_as(const Form *form, const char *text, bool quoted)
{
	const FormContext context = {.writer = "Els Bos", .quoted = quoted};
	g_autoptr(GPtrArray) fields = form_read(form, text, &context);

	for (unsigned i = 0; i < fields->len; i++) {
		const FormField *field = fields->pdata[i];

		g_assert(field->question < 3);
		g_assert(g_utf8_validate(field->value, -1, NULL));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = text_clean(g_utf8_make_valid((const char *)data, (gssize)size));
	g_autoptr(Form) form = form_new();

	form_add_label(form, form_add_question(form, FORM_LINES), "Naam");
	form_add_label(form, form_add_question(form, FORM_PEOPLE), "Eigenaar/Eigenaren");
	form_add_label(form, form_add_question(form, FORM_CHOICE), "Openbaar of privé");
	read_as(form, text, false);
	read_as(form, text, true);
	return 0;
}
