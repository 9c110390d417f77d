/* SPDX-License-Identifier: Apache-2.0 */
/* Where clamd is: `clamd: /run/clamav/clamd.ctl`, or a port of this machine. */
#include "gateway/config/config_read.h"

#include <string.h>

#define PORT_MOST 65535

static bool
is_port(const char *word)
{
	const char *colon = strrchr(word, ':');
	guint64 port = 0;

	return colon != NULL && colon != word && strchr(word, ' ') == NULL &&
	       g_ascii_string_to_unsigned(colon + 1, 10, 1, PORT_MOST, &port, NULL);
}

bool
config_read_clamd(const YamlNode *node, const void *extra, void *target)
{
	const char *word = yaml_scalar(node);

	if (word != NULL && strchr(word, '/') != NULL)
		return config_read_path(node, extra, target);
	if (word != NULL && is_port(word))
		return config_read_line(node, extra, target);
	yaml_mistake_unexpected(node,
	    "the path of clamd's socket, or a port of this machine as "
	    "127.0.0.1:3310");
	return false;
}
