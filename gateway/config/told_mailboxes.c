/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/config/told_mailboxes.h"

#include "gateway/config/config_read.h"

GVariant *
told_mailboxes_pack(const Config *config)
{
	GVariantBuilder list;

	g_variant_builder_init(&list, G_VARIANT_TYPE(TOLD_MAILBOXES_FORM));
	for (unsigned i = 0; i < config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = config->mailboxes->pdata[i];

		g_variant_builder_add(&list, "(sss@(asasass))", mailbox->name, mailbox->address,
		    mailbox->reply_address == NULL ? "" : mailbox->reply_address,
		    config_mailbox_known(mailbox));
	}
	return g_variant_builder_end(&list);
}

/* NULL where there are none. */
static GPtrArray *
take_texts(GVariant *packed)
{
	GPtrArray *texts = NULL;
	GVariantIter each;
	char *text = NULL;

	g_variant_iter_init(&each, packed);
	while (g_variant_iter_next(&each, "s", &text)) {
		if (texts == NULL)
			texts = g_ptr_array_new_with_free_func(g_free);
		g_ptr_array_add(texts, text);
	}
	return texts;
}

GPtrArray *
told_mailboxes_unpack(GVariant *packed)
{
	GPtrArray *mailboxes =
	    g_ptr_array_new_with_free_func((GDestroyNotify)config_mailbox_free);

	for (size_t i = 0; i < g_variant_n_children(packed); i++) {
		ConfigMailbox *mailbox = g_new0(ConfigMailbox, 1);
		g_autoptr(GVariant) banners = NULL;
		g_autoptr(GVariant) tags = NULL;
		g_autoptr(GVariant) shapes = NULL;

		g_variant_get_child(packed, i, "(sss(@as@as@ass))", &mailbox->name,
		    &mailbox->address, &mailbox->reply_address, &banners, &tags, &shapes,
		    &mailbox->logo);
		if (mailbox->reply_address[0] == '\0')
			g_clear_pointer(&mailbox->reply_address, g_free);
		if (mailbox->logo[0] == '\0')
			g_clear_pointer(&mailbox->logo, g_free);
		mailbox->banners = take_texts(banners);
		mailbox->tags = take_texts(tags);
		mailbox->shapes = take_texts(shapes);
		g_ptr_array_add(mailboxes, mailbox);
	}
	return mailboxes;
}
