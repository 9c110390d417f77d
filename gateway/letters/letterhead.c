/* SPDX-License-Identifier: Apache-2.0 */
/* The picture's id is made of its bytes: the same in each letter, and another one where the picture changes. */
#include "gateway/letters/letterhead.h"

#define SHOWN_WIDTH 260 /* CSS pixels at most: a telephone's letter has some 340 */
#define SHOWN_HEIGHT 48

/* Caller owns; NULL: no picture. */
static char *
picture_id(const Config *config)
{
	return config->look.hash == NULL
		   ? NULL
		   : g_strdup_printf("logo.%.16s@%s", config->look.hash, config->domain);
}

/* Never larger than it is, so that nothing is blurred. */
static json_t *
logo_value(const PngFile *logo, const char *id)
{
	double shrunk =
	    MAX(1, MAX((double)logo->width / SHOWN_WIDTH, (double)logo->height / SHOWN_HEIGHT));
	g_autofree char *source = g_strconcat("cid:", id, NULL);

	return json_pack("{s:s, s:i, s:i}", "source", source, "width",
	    MAX(1, (int)(logo->width / shrunk)), "height",
	    MAX(1, (int)(logo->height / shrunk)));
}

json_t *
letterhead_values(const Config *config)
{
	g_autofree char *id = picture_id(config);

	return json_pack("{s:s, s:o}", "name", config->desk_name, "logo",
	    id == NULL ? json_null() : logo_value(&config->look.logo, id));
}

void
letterhead_init(Letterhead *head, const Config *config)
{
	head->id = picture_id(config);
	head->picture = (ComposePicture){head->id, config->look.logo.bytes};
}

void
letterhead_clear(Letterhead *head)
{
	g_clear_pointer(&head->id, g_free);
}

char *
letterhead_within(const Config *config, const char *html)
{
	g_auto(Letterhead) head = {0};
	g_autofree char *source = NULL;
	g_autofree char *base64 = NULL;
	g_autofree char *data = NULL;
	GString *within = g_string_new(html);
	size_t size = 0;

	letterhead_init(&head, config);
	if (head.picture.png != NULL) {
		const guchar *png = g_bytes_get_data(head.picture.png, &size);

		source = g_strconcat("cid:", head.id, NULL);
		base64 = g_base64_encode(png, size);
		data = g_strconcat("data:image/png;base64,", base64, NULL);
		g_string_replace(within, source, data, 0);
	}
	return g_string_free(within, FALSE);
}
