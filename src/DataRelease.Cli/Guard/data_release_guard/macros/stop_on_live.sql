{#
  Stops a command that would write to a schema in which a release of DataRelease is live. A release itself builds in
  schemas of its own and passes. Variables:
    data_release_guard: false          for one command that is meant to write there
    data_release_ledger: other_schema  where the ledger is, if not in data_release
#}
{% macro stop_on_live() %}
  {%- if execute
        and flags.WHICH in ['run', 'build', 'seed', 'snapshot', 'clone', 'retry']
        and var('data_release_guard', true) -%}
    {%- set schemas = [] -%}
    {%- for id in selected_resources -%}
      {%- set node = graph.nodes.get(id) -%}
      {%- if node
            and node.resource_type in ['model', 'seed', 'snapshot']
            and node.config.materialized != 'ephemeral'
            and node.schema not in schemas -%}
        {%- do schemas.append(node.schema) -%}
      {%- endif -%}
    {%- endfor -%}
    {%- for row in data_release_guard.live_in(schemas) -%}
      {%- set message =
        "schema '" ~ row[1] ~ "' is live for environment '" ~ row[0] ~ "' of DataRelease, and dbt " ~ flags.WHICH
        ~ " would put tables that no release knows in the place of what consumers read. For today's data: "
        ~ "data-release refresh -e " ~ row[0] ~ ". For new code: data-release release -e " ~ row[0]
        ~ ". To work on models: a target with a schema of its own. If it is meant: --vars 'data_release_guard: false'"
      -%}
      {#- Before 1.9 dbt told an error of a hook and ran the models all the same. What is no error of its own ends it. -#}
      {%- if dbt_version.split('.')[0] == '1' and dbt_version.split('.')[1] | int < 9 -%}
        {%- do modules.datetime.datetime.strptime(message, '') -%}
      {%- endif -%}
      {{ exceptions.raise_compiler_error(message) }}
    {%- endfor -%}
  {%- endif -%}
{% endmacro %}

{# Rows of environment and schema; none where there is no ledger, or where this role may not read it. #}
{% macro live_in(schemas) %}
  {%- set ledger = var('data_release_ledger', 'data_release') -%}
  {%- if schemas | length == 0
        or adapter.get_relation(database=target.database, schema=ledger, identifier='live') is none -%}
    {{ return([]) }}
  {%- endif -%}
  {%- if target.type == 'postgres' -%}
    {%- set may -%}
      select has_schema_privilege({{ data_release_guard.literal(ledger) }}, 'usage')
        and has_any_column_privilege({{ data_release_guard.literal(adapter.quote(ledger) ~ '.live') }}, 'select')
        and has_any_column_privilege({{ data_release_guard.literal(adapter.quote(ledger) ~ '.relations') }}, 'select')
    {%- endset -%}
    {%- if not run_query(may).rows[0][0] -%}
      {{ return([]) }}
    {%- endif -%}
  {%- endif -%}
  {%- set found -%}
    select distinct l.environment, r.live_schema
    from {{ adapter.quote(ledger) }}.live l
    join {{ adapter.quote(ledger) }}.relations r on r.environment = l.environment and r.number = l.number
    where r.live_schema in (
      {%- for schema in schemas %}{{ ', ' if not loop.first }}{{ data_release_guard.literal(schema) }}{% endfor -%}
    )
    order by 2, 1
  {%- endset -%}
  {{ return(run_query(found).rows) }}
{% endmacro %}

{% macro literal(text) %}{{ return("'" ~ (text | replace("'", "''")) ~ "'") }}{% endmacro %}
