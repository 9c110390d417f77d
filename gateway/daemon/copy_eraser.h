/* SPDX-License-Identifier: Apache-2.0 */
/* Copies on servers of mails of people who were forgotten: workers delete them, one mailbox at a time. */
#pragma once

#include "gateway/daemon/daemon.h"

typedef struct CopyEraser CopyEraser;

CopyEraser *copy_eraser_new(Daemon *daemon);
void copy_eraser_free(CopyEraser *eraser);
/* Looks whether there is anything to delete that is not being deleted. Not within a transaction. */
void copy_eraser_look(CopyEraser *eraser);
