/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What mail systems put into the subject of mail from outside, or of what they suspect: "[EXTERN] ", "***SPAM*** ",
 * "EXTERNAL: ", in front, between the marks of mail programs, or at the end. It is nobody's word. Pure.
 */
#pragma once

/*
 * The subject without them, its other words and marks as they are. tags: those that the operator knows of beside, each
 * a literal text whose case does not matter; ends in NULL, or NULL. shapes: of numbers, which stay. Valid UTF-8; linear time. Caller owns.
 */
char *subject_tag_cut(const char *subject, const char *const *tags, const char *const *shapes);
/* Behind the name of a list in front, "[desk] "; the same place where there is none, or a number is in it. That may be
 * somebody's word, too: what is cut of a title it is not. */
const char *subject_tag_skip_name(const char *subject);
