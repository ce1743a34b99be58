package say

var jaJournal = table{}
