# SPDX-License-Identifier: Apache-2.0
"""The tables that the stand-in has, with their fields.

A field is written name, name:160 (the longest value), name>table (a reference), name=value (what it is when nothing
is said); name! is a journal, written and never read in the row; name? has choices in sys_choice."""
import re
from collections import namedtuple

Field = namedtuple('Field', 'name length table default journal choices')
SYSTEM = 'sys_id sys_created_on sys_created_by sys_updated_on sys_updated_by sys_mod_count sys_class_name sys_tags'
TASK = '''number short_description:160 description:4000 state?=1 priority?=4 impact?=3 urgency?=3 active=true
    assigned_to>sys_user assignment_group>sys_user_group opened_by>sys_user opened_at closed_at closed_by>sys_user
    close_notes:4000 comments:4000! work_notes:4000! correlation_id:100 correlation_display:100 watch_list work_notes_list
    parent>task contact_type?=phone follow_up due_date escalation=0 approval=not\u00a0requested upon_approval=proceed
    company>core_company location sys_domain=global sys_domain_path=/ upon_reject=cancel approval_history
    approval_set comments_and_work_notes:4000! time_worked work_start work_end wf_activity user_input:4000 sla_due made_sla=true
    reassignment_count=0 order knowledge=false group_list expected_start delivery_plan delivery_task contract cmdb_ci
    calendar_duration business_service business_duration additional_assignee_list activity_due rejection_goto skills
    variables variable_pool'''
USER = '''user_name:40 name:151 first_name:50 last_name:50 email active=true locked_out=false preferred_language:3
    time_zone:40 phone:40 mobile_phone:40 title:60 company>core_company notification=2 roles web_service_access_only=false
    internal_integration_user=false failed_attempts manager>sys_user location department
    calendar_integration=1 country:3 city:40 state:40 street:255 zip:40 home_phone:40 building cost_center employee_number
    gender middle_name:50 date_format time_format time_sheet_policy schedule on_schedule default_perspective
    enable_multifactor_authn=false geolocation_tracked=false latitude longitude last_login last_login_time last_login_device
    last_position_update ldap_server source introduction photo vip=false agent_status edu_status sys_domain=global
    sys_domain_path=/'''
TABLES = {
    'task': TASK,
    'sn_customerservice_case': TASK + '''
        contact>customer_contact account>customer_account consumer>csm_consumer partner>customer_account
        partner_contact>customer_contact category?=1 subcategory product asset problem:4000 cause:4000 resolution_code?
        notes_to_comments=false resolved_at resolved_by>sys_user auto_close=false notify=1 needs_attention=false
        active_escalation active_account_escalation first_response_time contact_local_time contact_time_zone case
        support_manager caused_by change case_report child_case_creation_progress=false sync_driver=false entitlement
        follow_the_sun=false business_impact probable_cause major_case_state auto_created_case=false recipient_list
        sn_app_cs_social_social_profile hierarchical_variables=variable_pool''',
    'sys_user': USER,
    'customer_contact': USER + ' account>customer_account',
    'customer_account': 'number name:80 parent>customer_account customer=true active=true phone:40 city:40 country:40',
    'core_company': 'name:80',
    'csm_consumer': 'name:80 email',
    'sys_user_group': 'name:80 email active=true manager>sys_user',
    'sys_journal_field': 'element element_id name value:4000',
    'sys_attachment': '''file_name:100 content_type table_name table_sys_id size_bytes size_compressed compressed=true
        state=available average_image_color image_height image_width hash''',
    'sys_choice': 'name element value label language=en sequence inactive=false',
    'sys_properties': 'name value description type=string',
    'sysevent_email_action': 'name collection active=true event_name',
    'sc_cat_item': '''name:100 short_description:200 description active=true category type=catalog_item
        u_approver>sys_user''',
    'item_option_new': '''cat_item>sc_cat_item name question_text type mandatory=false order default_value help_text
        parent>item_option_new hidden=false active=true''',
    'question_choice': 'question>item_option_new text value order',
    'sc_request': TASK + ''' requested_for>sys_user request_state=requested special_instructions stage=requested''',
    'sc_req_item': TASK + ''' request>sc_request cat_item>sc_cat_item requested_for>sys_user quantity=1
        stage=waiting_for_approval''',
    'sc_item_option': 'item_option_new>item_option_new value:4000',
    'sc_item_option_mtom': 'request_item>sc_req_item sc_item_option>sc_item_option',
    'sysapproval_approver': 'sysapproval>task approver>sys_user state=requested comments:4000! source_table',
}
EXTENDS = {'customer_contact': 'sys_user', 'sn_customerservice_case': 'task', 'sc_request': 'task', 'sc_req_item': 'task'}
NUMBERS = {'sc_request': 'REQ', 'sc_req_item': 'RITM', 'customer_account': 'ACCT'}  # of cases: switches
DISPLAY = {'sys_user': 'name', 'customer_contact': 'name', 'sys_attachment': 'file_name', 'sys_choice': 'label',
           'item_option_new': 'question_text'}  # of others: number, or name
LABELS = {'comments': 'Additional comments', 'work_notes': 'Work notes'}


def _field(text):
    name, length, table, default, mark = re.fullmatch(
        r'(\w+)(?::(\d+))?(?:>(\w+))?(?:(?=\?=)|=([^!?]*))?(\?=.*|[!?])?', text).groups()
    choices = bool(mark) and mark.startswith('?')
    if mark and mark.startswith('?='):
        default = mark[2:]
    return Field(name, int(length or 0), table, (default or '').replace('\u00a0', ' '), mark == '!', choices)


FIELDS = {table: {field.name: field for field in map(_field, re.split('[ \n]+', f'{SYSTEM} {text}'.strip()))}
          for table, text in TABLES.items()}


OWN = []  # fields that were added, as administrators do


def add_field(table, text):
    """A field of the instance's own, like u_key:40; how it is written stands above."""
    field = _field(text)
    FIELDS[table][field.name] = field
    OWN.append((table, field.name))
    return field


def forget_own_fields():
    for table, name in OWN:
        FIELDS[table].pop(name, None)
    OWN.clear()


def knows(table, path):
    """Whether the table has this field, over dots too: contact.account.name"""
    for name in path.split('.'):
        field = FIELDS.get(table, {}).get(name)
        if not field:
            return False
        table = field.table
    return True


def display_field(table):
    return DISPLAY.get(table) or ('number' if 'number' in FIELDS[table] and table != 'customer_account' else 'name')
