/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of the letters that casegate sends, by name: a new one is a row here, its texts in data/letters/, their
 * names in Makefile.am and a word on it in casegate-letters(5). Included by letter_types.h and .c, which say what the
 * columns are:
 *
 * LETTER(CONSTANT, name, PURPOSE of its token, when it is written, values beside COMMON, what else is true of it)
 */
LETTER(ACKNOWLEDGEMENT, "acknowledgement", TICKET, "a known contact's new case",
    "next faq quoted", .acknowledges = true)
LETTER(ACKNOWLEDGEMENT_EARLY, "acknowledgement-early", TICKET,
    "a new case or request that has no number after a while: constant words", "",
    .is_constant = true)
LETTER(ACKNOWLEDGEMENT_UNVERIFIED, "acknowledgement-unverified", TICKET,
    "anyone else's new case: constant words", "", .is_constant = true, .acknowledges = true)
LETTER(ALARM, "alarm", NOTHING, "fetching, filing, sending or storing fails, or works again",
    "fails stands_still events")
LETTER(
    ANSWER, "answer", TICKET, "what an agent answers", "text unsent quoted", .by_person = true)
LETTER(APPROVAL, "approval", APPROVAL, "the manager is asked to approve a request",
    "item fields reporter accept reject sensitive until", .sample = SAMPLE_REQUEST)
LETTER(APPROVAL_ASK_BACK, "approval-ask-back", CONFIRM_APPROVAL,
    "an approver's answer that was not clear", "item reporter accept reject",
    .is_constant = true, .sample = SAMPLE_REQUEST)
LETTER(APPROVAL_DESK, "approval-desk", APPROVAL, "the group is asked to decide on a request",
    "item fields reporter manager accept reject sensitive", .sample = SAMPLE_REQUEST)
LETTER(APPROVAL_EXPIRED, "approval-expired", TICKET, "nobody approved a request in time",
    "item", .sample = SAMPLE_REQUEST)
LETTER(APPROVAL_LATE, "approval-late", APPROVAL,
    "an approver's answer to what was decided already", "item reporter",
    .sample = SAMPLE_REQUEST)
LETTER(APPROVAL_NOTED, "approval-noted", APPROVAL,
    "an approver's answer that a person of the desk is to confirm", "item reporter",
    .sample = SAMPLE_REQUEST)
LETTER(APPROVAL_REMINDER, "approval-reminder", APPROVAL, "the manager has not answered yet",
    "item fields reporter accept reject sensitive until", .sample = SAMPLE_REQUEST)
LETTER(ASK_BACK, "ask-back", TICKET, "an answer to a solution that was not clear",
    "accept reject", .is_constant = true)
LETTER(ASK_REASON, "ask-reason", TICKET, "a rejection without a reason", "")
LETTER(ASK_TEXT, "ask-text", TICKET, "a new case whose mail said nothing: constant words", "",
    .is_constant = true)
LETTER(CANCELLED, "cancelled", TICKET, "a case or request that was withdrawn", "text")
LETTER(CLOSED, "closed", TICKET, "a case that was accepted, or closed by an agent", "text")
LETTER(
    CLOSED_AUTOMATICALLY, "closed-automatically", TICKET, "nobody answered to the solution", "")
LETTER(CLOSED_BY_LINK, "closed-by-link", TICKET,
    "a case that was accepted on the page of a letter's link: was that right?", "reopens")
LETTER(CONFIRM, "confirm", CONFIRM,
    "an answer that our own server calls forged: was it yours? constant words", "form",
    .is_constant = true, .may_be_denied = true)
LETTER(DETAILS_CHANGED, "details-changed", TICKET,
    "what the reader had changed of their own name, address and language",
    "changed changes waits", .may_be_denied = true)
LETTER(DETAILS_CONFIRM, "details-confirm", ADDRESS,
    "a contact's new address is asked whether it is theirs: constant words", "",
    .is_constant = true, .may_be_denied = true)
LETTER(EXPIRED, "expired", TICKET, "a request that was never completed", "",
    .sample = SAMPLE_REQUEST)
LETTER(FORMS, "forms", TICKET, "the forms that this contact may ask for", "items",
    .is_constant = true)
LETTER(FORWARDED, "forwarded", NOTHING, "to the address that a rule forwards to", "")
LETTER(LOGIN_CODE, "login-code", NOTHING, "the code with which a contact logs in to the pages",
    "code")
LETTER(MFA_ENROLLED, "mfa-enrolled", TICKET, "a contact's authenticator app counts from now on",
    "", .may_be_denied = true)
LETTER(MFA_LOCKED, "mfa-locked", TICKET,
    "too many wrong codes: a contact's authenticator app counts no more", "",
    .may_be_denied = true)
LETTER(MFA_LOCKED_DESK, "mfa-locked-desk", GROUP, "the same, to the desk's people", "owner")
LETTER(MFA_RESET, "mfa-reset", TICKET, "a contact's authenticator app was taken away", "",
    .may_be_denied = true)
LETTER(NEW_CASE, "new-case", TICKET, "a new case because the old one has ended",
    "next predecessor faq quoted", .acknowledges = true)
LETTER(NOT_YOU, "not-you", TICKET, "a contact says that a mail, or an app, is not theirs",
    "stopped app")
LETTER(NOTIFICATION, "notification", AGENT, "an agent or a group is told of a ticket",
    "notice reporter category priority group agent links news fields files commands may_answer",
    .sample = SAMPLE_NOTIFICATION)
LETTER(NOTIFICATION_HELD, "notification-held", AGENT, "a mail waits for a person",
    "notice mail why commands may_answer", .sample = SAMPLE_NOTIFICATION)
LETTER(NOTIFICATION_MANY, "notification-many", AGENT, "more than are told one by one",
    "tickets more", .sample = SAMPLE_NOTIFICATION)
LETTER(NOTIFICATION_REFUSED, "notification-refused", AGENT,
    "what an agent's mail asked for cannot be done",
    "why unheard text mail commands may_answer", .sample = SAMPLE_NOTIFICATION)
LETTER(NOTIFICATION_UNPROVEN, "notification-unproven", AGENT,
    "an agent's answer lacks what proves the agent: constant words",
    "lacks_token lacks_pass mail", .sample = SAMPLE_NOTIFICATION)
LETTER(ON_YOUR_BEHALF, "on-your-behalf", TICKET,
    "somebody wrote a case or request in this contact's name", "author item fields")
LETTER(QUESTION, "question", TICKET, "what an agent asks", "text unsent quoted",
    .by_person = true, .sample = SAMPLE_QUESTION)
LETTER(REGISTER, "register", REGISTER,
    "someone unknown is asked whether the address is theirs: constant words", "",
    .is_constant = true, .may_be_denied = true)
LETTER(REMINDER_QUESTION, "reminder-question", TICKET, "nobody answered to the question",
    "text", .sample = SAMPLE_QUESTION)
LETTER(REMINDER_SOLUTION, "reminder-solution", TICKET, "nobody answered to the solution",
    "accept reject close", .has_solution = true)
LETTER(REOPENED, "reopened", TICKET, "a case that is worked on again", "next")
LETTER(REQUEST_ACKNOWLEDGEMENT, "request-acknowledgement", TICKET, "a request that is complete",
    "next item fields", .acknowledges = true, .sample = SAMPLE_REQUEST)
LETTER(REQUEST_APPROVED, "request-approved", TICKET, "a request that was approved",
    "text item fields", .sample = SAMPLE_REQUEST)
LETTER(REQUEST_CONFIRM, "request-confirm", TICKET,
    "a request by someone unknown: constant words", "", .is_constant = true,
    .may_be_denied = true, .sample = SAMPLE_REQUEST)
LETTER(REQUEST_DECLINED, "request-declined", TICKET, "a request that was refused",
    "text item fields", .sample = SAMPLE_DECLINED)
LETTER(REQUEST_FORM, "request-form", TICKET, "the blank form of a catalog item",
    "item form hints", .is_constant = true, .sample = SAMPLE_REQUEST)
LETTER(REQUEST_FULFILLED, "request-fulfilled", TICKET, "a request that is done",
    "text item fields", .sample = SAMPLE_REQUEST)
LETTER(REQUEST_QUESTION, "request-question", TICKET, "a request that lacks something",
    "item fields form problems", .is_constant = true, .sample = SAMPLE_REQUEST)
LETTER(REQUEST_READY, "request-ready", NOTHING,
    "a request for the group or department that carries it out", "item fields reporter",
    .sample = SAMPLE_REQUEST)
LETTER(REQUEST_WAITS, "request-waits", TICKET,
    "a request that is complete and waits for approval", "next item fields sensitive",
    .sample = SAMPLE_REQUEST)
LETTER(RESOLUTION, "resolution", TICKET, "a solution, to accept or to reject",
    "text unsent accept reject close quoted", .by_person = true, .has_solution = true)
LETTER(STATE, "state", TICKET, "how a ticket stands", "accept reject")
LETTER(STATUS, "status", TICKET, "how tickets stand, when that is asked for", "overview")
LETTER(STATUS_REFUSED, "status-refused", TICKET,
    "nothing is told to this sender: constant words", "", .is_constant = true)
LETTER(STEP_UP, "step-up", STEP_UP, "a mail that needs a code: here is one, answer with it",
    "wish item changed changes code", .may_be_denied = true)
LETTER(STEP_UP_APP, "step-up-app", STEP_UP,
    "a mail that needs the code of the sender's authenticator app",
    "wish item changed changes again", .may_be_denied = true)
LETTER(STEP_UP_EXPIRED, "step-up-expired", STEP_UP,
    "a code for a mail that does not wait for it any more", "used", .may_be_denied = true)
LETTER(STEP_UP_WRONG, "step-up-wrong", STEP_UP, "a wrong code", "tries app foreign",
    .may_be_denied = true)
LETTER(TOO_LARGE, "too-large", TICKET, "a mail that was too large to be read", "",
    .is_constant = true)
