-- Phone numbers are found with and without their country's code, and by their last digits: the program makes these words anew when it starts.
delete from account_word where account_id in (select id from account where phone <> '');
