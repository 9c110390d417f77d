/* SPDX-License-Identifier: Apache-2.0 */
/* The list of frames and the form of each one's body: the only place where a new one is added. */
#include "gateway/frame.h"

#include "parsers/origin.h"

static const struct {
	const char *name;
	const char *form;
} FRAMES[] = {
    [FRAME_SETUP] = {"SETUP", "a{sv}"},
    [FRAME_LOG] = {"LOG", "(ys)"},
    [FRAME_TROUBLE] = {"TROUBLE", "(ys)"},
    [FRAME_OPENED] = {"OPENED", "(s)"},
    [FRAME_MAIL] = {"MAIL", "(sxb)"},
    [FRAME_FILED] = {"FILED", "(as)"},
    [FRAME_HEARD] = {"HEARD", "()"},
    [FRAME_FILE] = {"FILE", "(asas)"},
    [FRAME_READ] = {"READ", "(x)"},
    [FRAME_PART] = {"PART", "(xs)"},
    [FRAME_MESSAGE] = {"MESSAGE", "(x)"},
    [FRAME_PART_READ] = {"PART_READ", "(xs)"},
    [FRAME_HEADER] = {"HEADER", "(x)"},
    [FRAME_ORIGIN] = {"ORIGIN", "(x" ORIGIN_FORM ")"},
    [FRAME_LETTER] = {"LETTER", "(xss)"},
    [FRAME_SENT] = {"SENT", "(xys)"},
    [FRAME_INPUT] = {"INPUT", "()"},
    [FRAME_OUTPUT] = {"OUTPUT", "(is)"},
    [FRAME_COMMAND] = {"COMMAND", "(sa{sv})"},
    [FRAME_REPLY] = {"REPLY", "(is)"},
    [FRAME_PROGRESS] = {"PROGRESS", "(ii)"},
};

const GVariantType *
frame_form(guint32 type)
{
	if (type >= G_N_ELEMENTS(FRAMES) || FRAMES[type].form == NULL)
		return NULL;
	return G_VARIANT_TYPE(FRAMES[type].form);
}

const char *
frame_name(guint32 type)
{
	return type < G_N_ELEMENTS(FRAMES) && FRAMES[type].name != NULL ? FRAMES[type].name
									: "?";
}
