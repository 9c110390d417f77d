/* SPDX-License-Identifier: Apache-2.0 */
/* Each template is checked against the values that its letter gets (letter_samples.h). */
#pragma once

#include "gateway/templates/template_files.h"

/* Every name that nothing stands for is a mistake. diagnostics: of Diagnostic. */
void template_check(const TemplateFiles *files, GPtrArray *diagnostics);
