# SPDX-License-Identifier: Apache-2.0
"""Each answer has what the documentation's example of it has (servicenow.com/docs, REST API reference, Australia): the
names in the examples of these pages."""
import json

import pytest

from servicenow.catalog import TABLE as ITEMS
from servicenow.client import CASE, CASES, TABLE

DOCUMENTED = {
    # Case API, GET /sn_customerservice/case/{id}
    'case': '''account active active_account_escalation active_escalation activity_due additional_assignee_list approval
        approval_history approval_set asset assigned_to assignment_group auto_created_case business_duration business_impact
        business_service calendar_duration case case_report category cause caused_by change child_case_creation_progress
        close_notes closed_at closed_by cmdb_ci comments comments_and_work_notes company consumer contact contact_local_time
        contact_time_zone contact_type contract correlation_display correlation_id delivery_plan delivery_task description
        due_date entitlement escalation expected_start first_response_time follow_the_sun follow_up group_list
        hierarchical_variables impact knowledge location made_sla major_case_state notes_to_comments notify number opened_at
        opened_by order parent partner partner_contact priority probable_cause problem product reassignment_count
        recipient_list rejection_goto resolution_code resolved_at resolved_by short_description skills sla_due
        sn_app_cs_social_social_profile state subcategory support_manager sync_driver sys_class_name sys_created_by
        sys_created_on sys_domain sys_domain_path sys_id sys_mod_count sys_tags sys_updated_by sys_updated_on time_worked
        upon_approval upon_reject urgency user_input variable_pool variables watch_list wf_activity work_end work_notes
        work_notes_list work_start''',
    # Case API, GET /sn_customerservice/case/{id}/activities
    'activities': '''display_value entries journal_fields label number short_description sys_created_on
        sys_created_on_adjusted sys_id table user_full_name user_login user_sys_id''',
    'entry': '''contains_code element field_label initials login_name name sys_created_on sys_created_on_adjusted sys_id
        user_sys_id value''',
    'entry.attachment': '''average_image_color content_type file_name image_height image_path image_width path size
        size_bytes state sys_id thumbnail_path''',
    'journal field': 'can_read can_write color label name',
    # Contact API, GET /now/contact
    'contact': '''account active agent_status building calendar_integration city company cost_center country date_format
        default_perspective department edu_status email employee_number enable_multifactor_authn failed_attempts first_name
        gender geolocation_tracked home_phone internal_integration_user introduction last_login last_login_device
        last_login_time last_name last_position_update latitude ldap_server location locked_out longitude manager
        middle_name mobile_phone name notification on_schedule phone photo preferred_language roles schedule source state
        street sys_class_name sys_created_by sys_created_on sys_domain sys_domain_path sys_id sys_mod_count sys_tags
        sys_updated_by sys_updated_on time_format time_sheet_policy time_zone title user_name vip web_service_access_only
        zip''',
    # Attachment API, POST /now/attachment/file
    'attachment': '''average_image_color compressed content_type download_link file_name image_height image_width size_bytes
        size_compressed sys_created_by sys_created_on sys_id sys_mod_count sys_tags sys_updated_by sys_updated_on table_name
        table_sys_id''',
    # Service Catalog API, GET /sn_sc/servicecatalog/items/{sys_id} and POST .../order_now
    'item': '''catalogs categories category client_script content_type data_lookup description icon kb_article
        local_currency localized_price localized_recurring_price name order picture price price_currency recurring_frequency
        recurring_price recurring_price_currency short_description show_price show_quantity sys_class_name sys_id type
        ui_policy url variables''',
    'order': 'number request_id request_number sys_id table',
    # Table API, GET /now/table/{tableName}, of a task
    'task': '''active approval assigned_to assignment_group close_notes closed_at closed_by comments comments_and_work_notes
        contact_type correlation_display correlation_id description due_date escalation follow_up impact number opened_at
        opened_by parent priority short_description state sys_class_name sys_created_by sys_created_on sys_id sys_mod_count
        sys_tags sys_updated_by sys_updated_on upon_approval upon_reject urgency user_input watch_list work_notes
        work_notes_list''',
}


@pytest.fixture
def answers(double, call, case):
    id = double.case(case)['sys_id']
    double.agent.comment(case, 'Welke printer?')
    file = call('POST', f'/api/now/attachment/file?table_name={CASE}&table_sys_id={id}&file_name=a.txt', 'regel',
                {'Content-Type': 'text/plain'}).result
    activities = call('GET', f'{CASES}/{id}/activities').result
    item = call('GET', f"/api/sn_sc/servicecatalog/items/{double.rows(ITEMS)[0]['sys_id']}").result
    order = call('POST', f"/api/sn_sc/servicecatalog/items/{item['sys_id']}/order_now",
                 {'sysparm_quantity': '1', 'variables': {'soort': 'team', 'naam': 'X', 'eigenaar': 'Els'}}).result
    entries = {entry['element']: entry for entry in activities['entries']}
    return {'case': call('GET', f'{CASES}/{id}').result, 'activities': activities, 'entry': entries['comments'],
            'entry.attachment': entries['attachment']['attachment'], 'journal field': activities['journal_fields'][0],
            'contact': call('GET', '/api/now/contact').result[0], 'attachment': file, 'item': item, 'order': order,
            'task': call('GET', f'{TABLE}/{id}').result}


def test_answers_have_what_is_documented(double, answers):
    missing = {name: sorted(set(DOCUMENTED[name].split()) - set(answer)) for name, answer in answers.items()}
    assert {name: names for name, names in missing.items() if names} == {}
    assert set(answers) == set(DOCUMENTED) and double.sins() == []


def test_values_are_strings(answers):
    for name in ('contact', 'attachment', 'entry'):
        assert [key for key, value in answers[name].items() if not isinstance(value, str)] == [], name
    case = {key: value for key, value in answers['case'].items() if key not in ('contact', 'account')}
    assert json.dumps(case).count('"') == 4 * len(case)
