package io.b24hub.emulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of each kind with the values that a new row has. Stateless. */
final class BlankRow {

    private static final String UTM = "UTM_SOURCE,UTM_MEDIUM,UTM_CAMPAIGN,UTM_CONTENT,UTM_TERM";
    private static final String STAMPS =
            "ASSIGNED_BY_ID=1,CREATED_BY_ID=1,MODIFY_BY_ID=1,DATE_CREATE,DATE_MODIFY,OPENED=Y,";

    private BlankRow() {}

    /** No value before the comma means null, as the portal sends it. */
    private static String fields(Kind kind) {
        return switch (kind) {
            case LEAD ->
                "ID,TITLE,HONORIFIC,NAME,SECOND_NAME,LAST_NAME,COMPANY_TITLE,COMPANY_ID,CONTACT_ID,"
                        + "IS_RETURN_CUSTOMER=N,SOURCE_ID=WEB,SOURCE_DESCRIPTION,STATUS_ID=NEW,STATUS_DESCRIPTION,POST,"
                        + "COMMENTS,CURRENCY_ID=RUB,OPPORTUNITY=0.00,IS_MANUAL_OPPORTUNITY=N,HAS_PHONE=N,HAS_EMAIL=N,"
                        + STAMPS + "DATE_CLOSED=,STATUS_SEMANTIC_ID=P,MOVED_BY_ID=1,MOVED_TIME," + UTM;
            case DEAL ->
                "ID,TITLE,TYPE_ID=SALE,STAGE_ID=NEW,PROBABILITY,CURRENCY_ID=RUB,OPPORTUNITY=0.00,"
                        + "IS_MANUAL_OPPORTUNITY=N,TAX_VALUE=0.00,LEAD_ID,COMPANY_ID=0,CONTACT_ID,QUOTE_ID,BEGINDATE,"
                        + "CLOSEDATE," + STAMPS + "CLOSED=N,COMMENTS,ADDITIONAL_INFO,LOCATION_ID,CATEGORY_ID=0,"
                        + "STAGE_SEMANTIC_ID=P,IS_NEW=N,IS_RECURRING=N,IS_RETURN_CUSTOMER=N,SOURCE_ID=WEB,"
                        + "SOURCE_DESCRIPTION,MOVED_BY_ID=1,MOVED_TIME," + UTM + "," + FieldDescription.DELIVERY + "=";
            case CONTACT ->
                "ID,POST,COMMENTS,HONORIFIC,NAME,SECOND_NAME,LAST_NAME,LEAD_ID,TYPE_ID=CLIENT,"
                        + "SOURCE_ID=WEB,SOURCE_DESCRIPTION,COMPANY_ID=0,BIRTHDATE=,EXPORT=Y,HAS_PHONE=N,HAS_EMAIL=N,"
                        + STAMPS + UTM;
            case COMPANY ->
                "ID,COMPANY_TYPE=CUSTOMER,TITLE,LEAD_ID,HAS_PHONE=N,HAS_EMAIL=N,BANKING_DETAILS,"
                        + "INDUSTRY=IT,REVENUE=0,CURRENCY_ID=RUB,EMPLOYEES=EMPLOYEES_1,COMMENTS," + STAMPS
                        + "IS_MY_COMPANY=N," + UTM;
            case QUOTE ->
                "ID,TITLE,STATUS_ID=DRAFT,QUOTE_NUMBER,CURRENCY_ID=RUB,OPPORTUNITY=0.00,TAX_VALUE=0.00,LEAD_ID,DEAL_ID,"
                        + "COMPANY_ID=0,CONTACT_ID,MYCOMPANY_ID,BEGINDATE,CLOSEDATE,CLOSED=N," + STAMPS
                        + "CONTENT=,TERMS=,COMMENTS," + UTM;
            case INVOICE ->
                "ID,XML_ID=,TITLE,ACCOUNT_NUMBER," + STAMPS
                        + "MOVED_BY_ID=1,MOVED_TIME,CATEGORY_ID=1,STAGE_ID=DT31_1:N,"
                        + "PREVIOUS_STAGE_ID=,BEGINDATE,CLOSEDATE,COMPANY_ID=0,CONTACT_ID=0,MYCOMPANY_ID=0,"
                        + "OPPORTUNITY=0.00,IS_MANUAL_OPPORTUNITY=N,TAX_VALUE=0.00,CURRENCY_ID=RUB,COMMENTS=," + UTM;
            case ITEM ->
                "ID,XML_ID=,TITLE," + STAMPS + "MOVED_BY_ID=1,MOVED_TIME,CATEGORY_ID=26,"
                        + "STAGE_ID=DT1220_26:NEW,PREVIOUS_STAGE_ID=,BEGINDATE,CLOSEDATE,COMPANY_ID=0,CONTACT_ID=0,"
                        + "OPPORTUNITY=0.00,IS_MANUAL_OPPORTUNITY=N,TAX_VALUE=0.00,CURRENCY_ID=RUB,SOURCE_ID=CALL,"
                        + "SOURCE_DESCRIPTION=," + UTM;
            case TASK ->
                "ID,TITLE,DESCRIPTION=,PRIORITY=1,STATUS=2,RESPONSIBLE_ID=1,CREATED_BY=1,CREATED_DATE,"
                        + "CHANGED_BY=1,CHANGED_DATE,CLOSED_DATE,DEADLINE,GROUP_ID=0,COMMENTS_COUNT=0";
            case CALL ->
                "ID,PORTAL_USER_ID=1,PORTAL_NUMBER=reg133788,PHONE_NUMBER,CALL_ID,EXTERNAL_CALL_ID,"
                        + "CALL_CATEGORY=external,CALL_DURATION=0,CALL_START_DATE,CALL_RECORD_URL=,CALL_VOTE,COST=0.0000,"
                        + "COST_CURRENCY=RUR,CALL_FAILED_CODE=200,CALL_FAILED_REASON=,CRM_ENTITY_TYPE=CONTACT,"
                        + "CRM_ENTITY_ID,CRM_ACTIVITY_ID,SESSION_ID,RECORD_FILE_ID,CALL_TYPE=1";
            case ACTIVITY ->
                "ID,OWNER_ID,OWNER_TYPE_ID=3,TYPE_ID=2,PROVIDER_ID=VOXIMPLANT_CALL,"
                        + "PROVIDER_TYPE_ID=CALL,ASSOCIATED_ENTITY_ID=0,SUBJECT,CREATED,LAST_UPDATED,START_TIME,END_TIME,"
                        + "DEADLINE,COMPLETED=Y,STATUS=2,RESPONSIBLE_ID=1,PRIORITY=2,DESCRIPTION=,DIRECTION=2,AUTHOR_ID=1,"
                        + "EDITOR_ID=1";
            case USER ->
                "ID,ACTIVE,NAME,LAST_NAME,SECOND_NAME=,EMAIL,LAST_LOGIN,DATE_REGISTER,IS_ONLINE=Y,"
                        + "TIMESTAMP_X,PERSONAL_GENDER=,PERSONAL_BIRTHDAY=,WORK_POSITION=,UF_EMPLOYMENT_DATE=,"
                        + "UF_DEPARTMENT,USER_TYPE=employee";
        };
    }

    static Map<String, Object> of(Kind kind) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (String field : fields(kind).split(",")) {
            int equals = field.indexOf('=');
            row.put(equals < 0 ? field : field.substring(0, equals), equals < 0 ? null : field.substring(equals + 1));
        }
        return row;
    }
}
