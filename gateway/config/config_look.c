/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What letters look like is tried when the configuration is read: a picture that cannot be shown, or a colour on which no
 * word can be read, is a mistake of the operator's and no customer's.
 */
#include "gateway/config/config_read.h"

#define LOGO_WIDTH 600 /* pixels */
#define LOGO_HEIGHT 200

static const Colour WHITE = {255, 255, 255}; /* words on a button */

void
config_look_clear(ConfigLook *look)
{
	g_free(look->file);
	g_free(look->hash);
	g_free(look->colour);
	png_file_clear(&look->logo);
}

/* ConfigLook. */
bool
config_read_logo(const YamlNode *node, const void *extra, void *target)
{
	static const PngLimits limits = {CONFIG_LOGO_MOST, LOGO_WIDTH, LOGO_HEIGHT};
	ConfigLook *look = target;
	g_autofree char *mistake = NULL;

	if (!config_read_path(node, extra, &look->file))
		return false;
	mistake = png_file_read(look->file, &limits, &look->logo);
	if (mistake != NULL) {
		yaml_mistake(node,
		    "a PNG of at most 20 KiB and " G_STRINGIFY(LOGO_WIDTH) " x " G_STRINGIFY(
			LOGO_HEIGHT) " pixels, as it goes into each letter",
		    "'%s': %s", yaml_scalar(node), mistake);
		return false;
	}
	look->hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, look->logo.bytes);
	return true;
}

char *
config_logo_file(const char *file)
{
	g_autoptr(GPtrArray) mistakes = diagnostics_new();
	g_autoptr(YamlDocument) document = yaml_open(file, mistakes);
	const YamlNode *top = document == NULL ? NULL : yaml_top(document);
	const YamlNode *desk =
	    top == NULL || yaml_kind(top) != YAML_MAP ? NULL : yaml_get(top, "desk");
	const YamlNode *logo =
	    desk == NULL || yaml_kind(desk) != YAML_MAP ? NULL : yaml_get(desk, "logo");
	char *path = NULL;

	return logo != NULL && config_read_path(logo, NULL, &path) ? path : NULL;
}

/* Colour * */
bool
config_read_colour(const YamlNode *node, const void *extra, void *target)
{
	Colour colour = {0};
	double contrast = 0;

	(void)extra;
	if (!colour_read(yaml_scalar(node), &colour)) {
		yaml_mistake_unexpected(node, "a colour, as in '#2f5f98'");
		return false;
	}
	contrast = colour_contrast(colour, WHITE);
	if (contrast < COLOUR_CONTRAST) {
		char darker[COLOUR_TEXT];
		g_autofree char *expected = NULL;

		colour_write(colour_darker(colour, WHITE, COLOUR_CONTRAST), darker);
		expected = g_strdup_printf(
		    "a contrast of at least %.1f, so that white words on it can be read; the "
		    "nearest that has it is '%s'",
		    COLOUR_CONTRAST, darker);
		yaml_mistake(node, expected, "'%s', whose contrast with white is %.2f",
		    yaml_scalar(node), contrast);
		return false;
	}
	*(Colour **)target = g_memdup2(&colour, sizeof colour);
	return true;
}
