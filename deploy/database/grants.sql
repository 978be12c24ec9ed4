-- The rights of Ferry's worker in Nova's cell databases, and no more. An administrator runs it on one node:
--
--     mariadb nova < grants.sql    for the cell whose database is called "nova"
--     mariadb < grants.sql         for every cell database of this server, but not cell0's
--
-- Run it again after an upgrade of Nova. The user ferry@'%' must exist (see README.md). Rights are for named columns,
-- and for those only that this release of Nova has: Icehouse, for one, has neither instance_extra nor
-- console_auth_tokens, and only 28.0.0 and later have instances.compute_id. Needs MariaDB 10.3 or later.

DELIMITER $$

BEGIN NOT ATOMIC
  SET SESSION group_concat_max_len = 65536;
  FOR granted IN (
    SELECT CONCAT(
        'GRANT ', GROUP_CONCAT(wanted.access, IF(wanted.access = 'DELETE', '', CONCAT(' (`', present.column_name, '`)'))),
        ' ON `', present.table_schema, '`.`', present.table_name, '` TO ferry@''%''') AS statement
    FROM information_schema.columns AS present
    JOIN (
      SELECT 'instances' AS in_table, 'SELECT' AS access,
             'uuid,host,node,launched_on,availability_zone,compute_id,vm_state,task_state,deleted,updated_at' AS to_columns
      UNION ALL SELECT 'instances', 'UPDATE', 'host,node,launched_on,availability_zone,compute_id'
      UNION ALL SELECT 'instance_extra', 'SELECT', 'instance_uuid,numa_topology,pci_requests,deleted'
      UNION ALL SELECT 'instance_system_metadata', 'SELECT', 'instance_uuid,key,value,deleted'
      UNION ALL SELECT 'pci_devices', 'SELECT', 'instance_uuid,deleted'
      UNION ALL SELECT 'compute_nodes', 'SELECT', 'id,host,service_id,hypervisor_hostname,deleted'
      UNION ALL SELECT 'services', 'SELECT', 'id,host,binary,deleted'
      UNION ALL SELECT 'console_auth_tokens', 'SELECT', 'instance_uuid'
      UNION ALL SELECT 'console_auth_tokens', 'DELETE', 'instance_uuid'
    ) AS wanted
      ON wanted.in_table = present.table_name AND FIND_IN_SET(present.column_name, wanted.to_columns)
    WHERE present.table_schema = DATABASE()
       OR (DATABASE() IS NULL
           AND present.table_schema NOT LIKE '%cell0'
           AND present.table_schema IN (
             SELECT table_schema FROM information_schema.columns
             WHERE table_name = 'instances' AND column_name = 'vm_state'))
    GROUP BY present.table_schema, present.table_name
  ) DO
    EXECUTE IMMEDIATE granted.statement;
  END FOR;
END $$

DELIMITER ;
